declare module 'bcrypt-pbkdf' {
  /** Fills `key`; 0, or -1 for empty or oversized arguments. */
  function pbkdf(
    passphrase: Uint8Array,
    passphraseLength: number,
    salt: Uint8Array,
    saltLength: number,
    key: Uint8Array,
    keyLength: number,
    rounds: number,
  ): number;
  const bcrypt: { pbkdf: typeof pbkdf };
  export = bcrypt;
}
