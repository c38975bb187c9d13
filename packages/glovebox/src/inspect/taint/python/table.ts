import type { SourceKind } from '../../site.ts';
import { type DataTable, rows, words } from '../language.ts';
import { CLEAN, DIGEST, PLAIN } from '../parts.ts';

/** What Python's own callees and those of well-known packages do with data. */
export const PYTHON_DATA: DataTable = {
  sources: rows<SourceKind>([
    [
      'user-input',
      'input raw_input sys.argv sys.orig_argv sys.stdin fileinput.input argparse.ArgumentParser.parse_args argparse.ArgumentParser.parse_known_args flask.request django.http.HttpRequest bottle.request cgi.FieldStorage cherrypy.request tornado.web.RequestHandler.get_argument aiohttp.web.Request streamlit.text_input streamlit.text_area streamlit.file_uploader gradio.Textbox tkinter.simpledialog.askstring tkinter.filedialog.askopenfilename click.prompt typer.prompt questionary.text sys.stdin.read',
    ],
    [
      'network-reply',
      'socket.socket.recv socket.socket.recvfrom socket.socket.recv_into socket.socket.makefile telnetlib.Telnet.read_all telnetlib.Telnet.read_until http.client.HTTPConnection.getresponse websocket.WebSocket.recv paramiko.SSHClient.exec_command imaplib.IMAP4.fetch poplib.POP3.retr paho.mqtt.client.Client.subscribe',
    ],
    [
      'secret',
      'keyring.get_password keyring.get_credential netrc.netrc browser_cookie3.load browser_cookie3.chrome browser_cookie3.firefox win32crypt.CryptUnprotectData secretstorage.get_default_collection pyperclip.paste spwd.getspnam spwd.getspall boto3.Session.get_credentials',
    ],
    [
      'clock',
      'time.time time.time_ns time.monotonic datetime.datetime.now datetime.datetime.utcnow datetime.date.today time.localtime time.gmtime',
    ],
    [
      'randomness',
      'random.random random.randint random.choice random.choices random.getrandbits random.randbytes random.sample random.uniform random.randrange secrets.token_hex secrets.token_bytes secrets.token_urlsafe secrets.choice secrets.randbelow os.urandom uuid.uuid1 uuid.uuid4',
    ],
    ['host-name', 'socket.gethostname socket.getfqdn platform.node platform.uname os.uname uuid.getnode'],
    ['user-name', 'getpass.getuser os.getlogin pwd.getpwuid os.getuid'],
  ]),
  sanitizers: rows<number>([
    [CLEAN.shell, 'shlex.quote pipes.quote shlex.join subprocess.list2cmdline'],
    [
      PLAIN,
      'int float complex bool round abs ord uuid.UUID ipaddress.ip_address ipaddress.IPv4Address decimal.Decimal datetime.datetime.fromisoformat datetime.datetime.strptime datetime.date.fromisoformat enum.Enum',
    ],
    [
      CLEAN.path,
      'os.path.basename werkzeug.utils.secure_filename werkzeug.security.safe_join flask.safe_join django.utils._os.safe_join django.utils.text.get_valid_filename slugify.slugify',
    ],
    [CLEAN.code, 'ast.literal_eval'],
    [CLEAN.objects, 'yaml.safe_load yaml.safe_load_all json.loads json.load'],
    [CLEAN.address | CLEAN.shell, 'urllib.parse.quote urllib.parse.quote_plus urllib.parse.urlencode'],
    [CLEAN.code | CLEAN.address, 'flask.url_for django.urls.reverse'],
    [CLEAN.code, 'html.escape cgi.escape markupsafe.escape'],
    [
      DIGEST,
      '.hexdigest .digest hashlib.sha256 hashlib.sha1 hashlib.md5 hashlib.sha512 hashlib.blake2b hashlib.new hashlib.pbkdf2_hmac hashlib.scrypt hmac.new hmac.digest bcrypt.hashpw werkzeug.security.generate_password_hash zlib.crc32',
    ],
  ]),
  silent: new Set(
    words(
      'len isinstance issubclass type id hash callable print hasattr range os.path.exists os.path.isfile os.path.isdir os.path.getsize os.path.getmtime logging.info logging.debug logging.warning logging.error any all sum hmac.compare_digest secrets.compare_digest threading.Lock super bcrypt.checkpw re.compile',
    ),
  ),
  silentMethods: new Set(
    words(
      'startswith endswith isdigit isalpha isalnum isnumeric find rfind index count __len__ exists is_file is_dir close flush seek tell raise_for_status wait poll is_alive isidentifier issubset issuperset is_absolute',
    ),
  ),
  filling: new Set(
    words(
      'append add update extend insert write writelines setdefault attach add_header set_payload feed put put_nowait appendleft push set writerow writerows add_field writestr set_content send_keys',
    ),
  ),
  handing: new Set(
    words(
      'write writelines writerow writerows send sendall dump write_text write_bytes add writestr putrequest request',
    ),
  ),
};
