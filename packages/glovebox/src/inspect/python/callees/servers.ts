import type { CalleeGroup } from '../../resolve/callee.ts';
import { of } from './names.ts';

/** Waiting for others to connect. */
export const SERVERS: readonly CalleeGroup[] = [
  {
    capability: 'network.listen',
    target: 'address',
    callees: [
      ...of('socket.socket', 'bind'),
      ...of('socket', 'create_server'),
      ...of('http.server', 'HTTPServer ThreadingHTTPServer'),
      ...of(
        'socketserver',
        'TCPServer UDPServer ThreadingTCPServer ThreadingUDPServer ForkingTCPServer UnixStreamServer',
      ),
      ...of('xmlrpc.server', 'SimpleXMLRPCServer'),
      ...of('multiprocessing.connection', 'Listener'),
      ...of('multiprocessing.managers', 'BaseManager'),
      ...of('gevent.pywsgi', 'WSGIServer'),
      ...of('gevent.server', 'StreamServer'),
      ...of('smtpd', 'SMTPServer'),
      ...of('pyftpdlib.servers', 'FTPServer'),
      'eventlet.listen',
    ],
  },
  {
    capability: 'network.listen',
    target: 'second',
    callees: [
      ...of('asyncio', 'start_server'),
      ...of('asyncio.AbstractEventLoop', 'create_server'),
      ...of('websockets', 'serve'),
      ...of('websockets.server', 'serve'),
    ],
  },
  {
    capability: 'network.listen',
    target: 'host-port',
    callees: [
      ...of('flask.Flask', 'run'),
      ...of('flask_socketio.SocketIO', 'run'),
      ...of('quart.Quart', 'run'),
      ...of('sanic.Sanic', 'run'),
      ...of('bottle', 'run'),
      ...of('bottle.Bottle', 'run'),
      ...of('aiohttp.web', 'run_app TCPSite'),
      ...of('dash.Dash', 'run run_server'),
      ...of('gradio.Interface', 'launch'),
      ...of('wsgiref.simple_server', 'make_server'),
      ...of('werkzeug.serving', 'run_simple'),
      ...of('cherrypy', 'quickstart'),
      ...of('rpyc.utils.server', 'ThreadedServer'),
      'socketio.run',
    ],
  },
  {
    capability: 'network.listen',
    target: 'first',
    callees: [
      ...of('uvicorn', 'run'),
      ...of('hypercorn.asyncio', 'serve'),
      ...of('waitress', 'serve'),
      ...of('http.server', 'test'),
      ...of('asyncio', 'start_unix_server'),
      ...of('tornado.web.Application', 'listen'),
      ...of('tornado.httpserver.HTTPServer', 'listen'),
      ...of('twisted.internet.reactor', 'listenTCP listenUDP listenSSL'),
      ...of('django.core.management', 'execute_from_command_line call_command'),
    ],
  },
];
