import type { Rule } from '../rule.ts';

/** Secrets, keys and connections that do not keep what they should: each is for a person to look at. */
export const cryptographyRules = {
  'weak-hash': {
    severity: 'low',
    title: 'Uses a broken hash',
    why: 'Two texts with the same MD5 or SHA-1 can be made at will; as a checksum it does no harm.',
    cwe: ['CWE-327', 'CWE-328'],
    message: 'MD5 or SHA-1: {target}.',
    remedy: 'Use SHA-256, or say usedforsecurity=False.',
    examples: {
      found: { language: 'python', code: "import hashlib\n\nprint(hashlib.md5(b'page').hexdigest())" },
      ordinary: { language: 'python', code: "import hashlib\n\nprint(hashlib.sha256(b'page').hexdigest())" },
    },
    when: { marked: ['weak-hash'] },
  },
  'weak-password-hash': {
    severity: 'medium',
    title: 'Hashes passwords so that they can be guessed',
    why: 'A graphics card tries a billion MD5 hashes a second.',
    cwe: ['CWE-916', 'CWE-759'],
    attack: ['T1110.002'],
    message: 'A fast or broken hash beside a password: {target}.',
    remedy: 'Use argon2, scrypt, bcrypt, or PBKDF2 with several hundred thousand rounds.',
    examples: {
      found: {
        language: 'python',
        code: 'import hashlib\n\ndef store(password):\n    return hashlib.md5(password.encode()).hexdigest()',
      },
      ordinary: {
        language: 'python',
        code: 'import hashlib, os\n\ndef store(password):\n    return hashlib.scrypt(password.encode(), salt=os.urandom(16), n=16384, r=8, p=1)',
      },
    },
    when: { marked: ['weak-password-hash'] },
  },
  'weak-cipher': {
    severity: 'medium',
    title: 'Encrypts with a broken cipher or mode',
    why: 'DES, RC4 and Blowfish are broken; ECB shows which blocks are the same.',
    cwe: ['CWE-327'],
    message: 'A broken cipher or mode: {target}.',
    remedy: 'Use AES in GCM, or ChaCha20-Poly1305, from a library that chooses for you.',
    examples: {
      found: {
        language: 'python',
        code: 'from Crypto.Cipher import AES\n\ndef seal(key, text):\n    return AES.new(key, AES.MODE_ECB).encrypt(text)',
      },
      ordinary: {
        language: 'python',
        code: 'from Crypto.Cipher import AES\n\ndef seal(key, text):\n    return AES.new(key, AES.MODE_GCM).encrypt_and_digest(text)',
      },
    },
    when: { marked: ['weak-cipher'] },
  },
  'short-key': {
    severity: 'medium',
    title: 'Makes a key that is too short',
    why: 'Shorter keys are within reach of who can pay for machines.',
    cwe: ['CWE-326'],
    message: 'A key too short: {target}.',
    remedy: 'Use 3,072 bits for RSA and DSA, or an elliptic curve of 256.',
    examples: {
      found: { language: 'python', code: 'from Crypto.PublicKey import RSA\n\nkey = RSA.generate(1024)' },
      ordinary: { language: 'python', code: 'from Crypto.PublicKey import RSA\n\nkey = RSA.generate(3072)' },
    },
    when: { marked: ['short-key'] },
  },
  'predictable-secret': {
    severity: 'medium',
    title: 'Makes a secret from predictable numbers',
    why: 'Who sees a few numbers of such a generator knows all the next ones.',
    cwe: ['CWE-330', 'CWE-338'],
    message: 'A secret from a generator that can be predicted: {target}.',
    remedy: 'Use the secrets module, or crypto.randomBytes.',
    examples: {
      found: {
        language: 'python',
        code: "import random\n\ndef make_token():\n    return ''.join(random.choice('abcdef0123456789') for _ in range(32))",
      },
      ordinary: { language: 'python', code: 'import secrets\n\ndef make_token():\n    return secrets.token_hex(16)' },
    },
    when: { marked: ['weak-random'] },
  },
  'unverified-tls': {
    severity: 'medium',
    title: 'Talks over TLS without checking who answers',
    why: 'Anybody on the way can read and change what is said.',
    cwe: ['CWE-295'],
    attack: ['T1557'],
    message: 'The certificate is not checked: {target}.',
    remedy: 'Leave the check on; give the certificate of a private authority with verify= or ca.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\nrequests.get('https://api.example.com/', verify=False, timeout=5)",
      },
      ordinary: { language: 'python', code: "import requests\n\nrequests.get('https://api.example.com/', timeout=5)" },
    },
    when: {
      any: [
        { callee: /^curl$/, argument: /^\d+=(-[a-zA-Z]*k[a-zA-Z]*|--insecure)$/ },
        { callee: /^wget$/, argument: /^\d+=--no-check-certificate$/ },
        { argument: /^(verify|rejectUnauthorized|strictSSL)=(False|false)$/ },
      ],
      marked: ['unverified-tls'],
    },
  },
  'old-tls': {
    severity: 'medium',
    title: 'Speaks a version of TLS that is broken',
    why: 'SSL 2 and 3 and TLS 1.0 and 1.1 can be read by who listens.',
    cwe: ['CWE-326', 'CWE-327'],
    attack: ['T1557'],
    message: 'A version that is broken: {target}.',
    remedy: 'Use ssl.create_default_context().',
    examples: {
      found: { language: 'python', code: 'import ssl\n\ncontext = ssl.SSLContext(ssl.PROTOCOL_TLSv1)' },
      ordinary: { language: 'python', code: 'import ssl\n\ncontext = ssl.create_default_context()' },
    },
    when: { marked: ['old-tls'] },
  },
  'unchecked-host-key': {
    severity: 'medium',
    title: 'Logs in to whoever answers',
    why: 'Without the host’s key, anybody on the way can be the host.',
    cwe: ['CWE-295', 'CWE-322'],
    attack: ['T1557'],
    message: 'The key of the host is not checked: {target}.',
    remedy: 'Load the known hosts, and reject what is not among them.',
    examples: {
      found: {
        language: 'python',
        code: 'import paramiko\n\nclient = paramiko.SSHClient()\nclient.set_missing_host_key_policy(paramiko.AutoAddPolicy())',
      },
      ordinary: {
        language: 'python',
        code: 'import paramiko\n\nclient = paramiko.SSHClient()\nclient.load_system_host_keys()',
      },
    },
    when: {
      any: [
        {
          callee: /^(ssh|scp|sftp|rsync|autossh)$/,
          argument: /StrictHostKeyChecking[= ]no|UserKnownHostsFile[= ]\/dev\/null/i,
        },
      ],
      marked: ['unchecked-host-key'],
    },
  },
  'unverified-token': {
    severity: 'medium',
    title: 'Believes a token without checking its signature',
    why: 'Anybody can write a token that says they are somebody.',
    cwe: ['CWE-347'],
    attack: ['T1550.001'],
    message: 'The signature of a token is not checked: {target}.',
    remedy: 'Verify the signature with a fixed list of algorithms.',
    examples: {
      found: {
        language: 'python',
        code: "import jwt\n\ndef who(token):\n    return jwt.decode(token, options={'verify_signature': False})",
      },
      ordinary: {
        language: 'python',
        code: "import jwt\n\ndef who(token, key):\n    return jwt.decode(token, key, algorithms=['EdDSA'])",
      },
    },
    when: { marked: ['unverified-token'] },
  },
  'hard-coded-secret': {
    severity: 'medium',
    title: 'Holds a secret in its source',
    why: 'Everybody who reads the source, or its history, has it.',
    cwe: ['CWE-798', 'CWE-259'],
    attack: ['T1552.001'],
    message: '{target} is given a text that is in the source.',
    remedy: 'Take it from the environment or a file that is not in the repository, and change it now.',
    examples: {
      found: { language: 'python', code: "DB_PASSWORD = 'k7!pq-v2Zt'" },
      ordinary: { language: 'python', code: "import os\n\nDB_PASSWORD = os.environ['DB_PASSWORD']" },
    },
    when: { marked: ['hard-coded-secret'] },
  },
  'cleartext-protocol': {
    severity: 'medium',
    title: 'Speaks a protocol that everybody can read',
    why: 'Telnet, FTP and old SNMP send passwords as they are.',
    cwe: ['CWE-319'],
    attack: ['T1040'],
    message: 'A protocol without encryption: {target}.',
    remedy: 'Use SSH, SFTP or HTTPS.',
    examples: {
      found: { language: 'python', code: "import telnetlib\n\ntelnetlib.Telnet('router.example.com')" },
      ordinary: { language: 'python', code: "import http.client\n\nhttp.client.HTTPSConnection('router.example.com')" },
    },
    when: { marked: ['cleartext-protocol'] },
  },
} as const satisfies Record<string, Rule>;
