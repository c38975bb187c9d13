import { randomBytes, randomUUID } from 'node:crypto';
import { ed25519Key, rsaKey } from './openssh.ts';
import { sqliteFile } from './sqlite.ts';
import { accessKeyId, characters, hex } from './token.ts';

/** What is in a decoy file, and which parts of it are its secrets. */
export interface Content {
  readonly bytes: string | Uint8Array;
  readonly secrets: readonly (string | Uint8Array)[];
}

/** A file in which credentials are kept, and whose service they are for. */
export interface FileDecoy {
  readonly name: string;
  /** Below the sample's home. */
  readonly path: string;
  readonly mode: number;
  readonly make: () => Content;
  readonly meantFor?: readonly string[];
}

/** Text with random parts, each of which is a secret. */
function written(parts: TemplateStringsArray, ...secrets: readonly string[]): Content {
  return { bytes: String.raw({ raw: parts }, ...secrets), secrets };
}

const PRIVATE = 0o600;

/** Where thieves look. */
export const FILES: readonly FileDecoy[] = [
  {
    name: 'aws-credentials',
    path: '.aws/credentials',
    mode: PRIVATE,
    meantFor: ['amazonaws.com'],
    make: () => written`[default]
aws_access_key_id = ${accessKeyId()}
aws_secret_access_key = ${characters(40)}

[production]
aws_access_key_id = ${accessKeyId()}
aws_secret_access_key = ${characters(40)}
`,
  },
  {
    name: 'aws-config',
    path: '.aws/config',
    mode: PRIVATE,
    meantFor: ['amazonaws.com'],
    make: () => written`[default]
region = eu-central-1
output = json

[profile deploy]
region = us-east-1
aws_access_key_id = ${accessKeyId()}
aws_secret_access_key = ${characters(40)}
`,
  },
  { name: 'ssh-rsa-key', path: '.ssh/id_rsa', mode: PRIVATE, make: () => ofKey(rsaKey()) },
  { name: 'ssh-ed25519-key', path: '.ssh/id_ed25519', mode: PRIVATE, make: () => ofKey(ed25519Key()) },
  {
    name: 'dotenv',
    path: '.env',
    mode: PRIVATE,
    make: () => written`NODE_ENV=production
DATABASE_URL=postgres://shop:${characters(24)}@db.internal:5432/shop
SECRET_KEY_BASE=${hex(32)}
STRIPE_SECRET_KEY=sk_live_${characters(24)}
MAIL_PASSWORD=${characters(20)}
`,
  },
  {
    name: 'npmrc',
    path: '.npmrc',
    mode: PRIVATE,
    meantFor: ['npmjs.org'],
    make: () => written`//registry.npmjs.org/:_authToken=npm_${characters(36)}
`,
  },
  {
    name: 'netrc',
    path: '.netrc',
    mode: PRIVATE,
    meantFor: ['heroku.com'],
    make: () => written`machine api.heroku.com
  login ada@workstation.example
  password ${hex(18)}
machine git.heroku.com
  login ada@workstation.example
  password ${hex(18)}
`,
  },
  {
    name: 'pypirc',
    path: '.pypirc',
    mode: PRIVATE,
    meantFor: ['pypi.org'],
    make: () => written`[distutils]
index-servers = pypi

[pypi]
username = __token__
password = pypi-AgEIcHlwaS5vcmc${characters(150)}
`,
  },
  {
    name: 'docker-config',
    path: '.docker/config.json',
    mode: PRIVATE,
    meantFor: ['docker.io', 'docker.com'],
    make: () => {
      const token = `dckr_pat_${characters(27)}`;
      const auth = Buffer.from(`ada:${token}`).toString('base64');
      const auths = { 'https://index.docker.io/v1/': { auth } };
      return { bytes: `${JSON.stringify({ auths }, null, '\t')}\n`, secrets: [auth, token] };
    },
  },
  {
    name: 'kubeconfig',
    path: '.kube/config',
    mode: PRIVATE,
    meantFor: ['10.20.0.1'],
    make: () => written`apiVersion: v1
kind: Config
current-context: production
clusters:
- name: production
  cluster:
    server: https://10.20.0.1:6443
contexts:
- name: production
  context: {cluster: production, user: admin}
users:
- name: admin
  user:
    token: eyJhbGciOiJSUzI1NiIsImtpZCI6Ii0ifQ.${characters(180)}.${characters(86)}
    client-key-data: ${randomBytes(240).toString('base64')}
`,
  },
  {
    name: 'git-credentials',
    path: '.git-credentials',
    mode: PRIVATE,
    meantFor: ['github.com'],
    make: () => written`https://ada:ghp_${characters(36)}@github.com
`,
  },
  {
    name: 'github-cli',
    path: '.config/gh/hosts.yml',
    mode: PRIVATE,
    meantFor: ['github.com'],
    make: () => written`github.com:
    user: ada
    oauth_token: gho_${characters(36)}
    git_protocol: https
`,
  },
  {
    name: 'gcp-credentials',
    path: '.config/gcloud/application_default_credentials.json',
    mode: PRIVATE,
    meantFor: ['googleapis.com'],
    make: () => written`{
  "client_id": "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com",
  "client_secret": "d-FL95Q${characters(17)}",
  "refresh_token": "1//0${characters(98)}",
  "type": "authorized_user"
}
`,
  },
  {
    name: 'postgres-passwords',
    path: '.pgpass',
    mode: PRIVATE,
    make: () => written`db.internal:5432:shop:shop:${characters(24)}
`,
  },
  {
    name: 'bash-history',
    path: '.bash_history',
    mode: PRIVATE,
    make: () => written`cd projects/shop
git pull
export DEPLOY_TOKEN=ghp_${characters(36)}
curl -H "Authorization: Bearer ${hex(24)}" https://deploy.internal/api/release
mysql -u root -p${characters(20)} shop
npm test
exit
`,
  },
  { name: 'chrome-cookies', path: '.config/google-chrome/Default/Cookies', mode: PRIVATE, make: chromeCookies },
  { name: 'chrome-logins', path: '.config/google-chrome/Default/Login Data', mode: PRIVATE, make: chromeLogins },
  {
    name: 'firefox-logins',
    path: '.mozilla/firefox/k3v9x2qd.default-release/logins.json',
    mode: PRIVATE,
    make: firefoxLogins,
  },
  {
    name: 'ethereum-wallet',
    path: `.ethereum/keystore/UTC--2024-03-11T09-41-07.512Z--wallet`,
    mode: PRIVATE,
    make: keystore,
  },
  { name: 'solana-wallet', path: '.config/solana/id.json', mode: PRIVATE, make: solana },
  {
    name: 'electrum-wallet',
    path: '.electrum/wallets/default_wallet',
    mode: PRIVATE,
    make: () => written`{"keystore": {"type": "bip32", "xprv": "xprv9s21ZrQH143K${characters(96)}"}, "seed_version": 59, "wallet_type": "standard"}
`,
  },
];

function ofKey({ pem, secrets }: ReturnType<typeof rsaKey>): Content {
  return { bytes: pem, secrets };
}

function chromeCookies(): Content {
  const cookies = ['.github.com', '.google.com', '.bank.example'].map((host) => [host, characters(96)] as const);
  return {
    bytes: sqliteFile(
      'cookies',
      'CREATE TABLE cookies(host_key TEXT NOT NULL,name TEXT NOT NULL,value TEXT NOT NULL,path TEXT NOT NULL,expires_utc INTEGER NOT NULL)',
      cookies.map(([host, value]) => [host, 'session', value, '/', 13_400_000_000_000_000]),
    ),
    secrets: cookies.map(([, value]) => value),
  };
}

function chromeLogins(): Content {
  const passwords = [randomBytes(40), randomBytes(40)].map((bytes) => Buffer.concat([Buffer.from('v10'), bytes]));
  return {
    bytes: sqliteFile(
      'logins',
      'CREATE TABLE logins(origin_url VARCHAR NOT NULL,username_value VARCHAR,password_value BLOB)',
      passwords.map((password, index) => [`https://accounts.example/${index}`, 'ada', password]),
    ),
    secrets: passwords.map((password) => password.subarray(3)),
  };
}

function firefoxLogins(): Content {
  const secret = `MDoEEPgAAAAAAAAAAAAAAAAAAAEwFAYIKoZIhvcNAwcECF${characters(40)}`;
  const logins = [{ id: 1, hostname: 'https://bank.example', encryptedPassword: secret, guid: `{${randomUUID()}}` }];
  return { bytes: JSON.stringify({ nextId: 2, logins, version: 3 }), secrets: [secret] };
}

function keystore(): Content {
  const [ciphertext, mac] = [hex(32), hex(32)];
  const crypto = { cipher: 'aes-128-ctr', cipherparams: { iv: hex(16) }, ciphertext, kdf: 'scrypt', mac };
  return {
    bytes: JSON.stringify({ address: hex(20), crypto, id: randomUUID(), version: 3 }),
    secrets: [ciphertext, mac],
  };
}

/** Kept as a list of numbers: its secret is that text, and the bytes it says. */
function solana(): Content {
  const key = randomBytes(64);
  const text = [...key].join(',');
  return { bytes: `[${text}]`, secrets: [text.slice(0, 100), key.subarray(0, 32)] };
}
