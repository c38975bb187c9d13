// A small router in the style of Express, on node:http alone. It answers one request of its own, then stops.
const http = require('node:http');

function createApp() {
  const routes = [];
  const app = {
    get: (path, handler) => routes.push({ method: 'GET', path, handler }),
    post: (path, handler) => routes.push({ method: 'POST', path, handler }),
    listen: (port, host, ready) => http.createServer(handle).listen(port, host, ready),
  };

  function handle(request, response) {
    const url = new URL(request.url, 'http://localhost');
    const route = routes.find((one) => one.method === request.method && one.path === url.pathname);
    response.json = (value) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(value));
    };
    if (route) return route.handler({ query: Object.fromEntries(url.searchParams) }, response);
    response.statusCode = 404;
    response.json({ error: 'not found' });
  }

  return app;
}

const app = createApp();
app.get('/', (_request, response) => response.json({ status: 'ok' }));
app.get('/hello', (request, response) => response.json({ hello: request.query.name ?? 'world' }));

const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  http.get({ host: '127.0.0.1', port, path: '/hello?name=Ada', agent: false }, (answer) => {
    answer.setEncoding('utf8');
    answer.on('data', (body) => console.log(answer.statusCode, body));
    answer.on('end', () => server.close());
  });
});
