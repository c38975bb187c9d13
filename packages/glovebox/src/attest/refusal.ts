/** Why content is not accepted. A closed set: each has a remedy, and a test that reaches it. */
export const REFUSALS = [
  'no-attestation',
  'malformed',
  'wrong-payload-type',
  'wrong-predicate',
  'bad-signature',
  'unknown-key',
  'revoked-key',
  'expired-key',
  'in-the-future',
  'too-old',
  'files-changed',
  'different-policy',
  'engine-too-old',
  'too-shallow',
  'decision',
  'override-expired',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const REMEDIES: Record<Refusal, string> = {
  'no-attestation': 'Examine it and sign the verdict: glovebox attest PATH --key KEY.',
  malformed: 'Remove the file and attest the content again; somebody or something changed it.',
  'wrong-payload-type': 'Give an attestation that glovebox attest wrote.',
  'wrong-predicate': 'Give an attestation that glovebox attest wrote.',
  'bad-signature': 'Attest the content again; what was signed is not what is there.',
  'unknown-key': 'Have it attested by a trusted key, or add the key to the trusted ones if you know whose it is.',
  'revoked-key': 'Have it attested by a key that is not revoked.',
  'expired-key': 'Have it attested by a key that is valid now, or renew the date in the list of trusted keys.',
  'in-the-future': 'Set the clock of this machine, or of the one that signs, and attest again.',
  'too-old': 'Attest the content again: what is known of dangers has grown since.',
  'files-changed': 'Deploy what was attested, or attest what is to be deployed.',
  'different-policy': 'Attest it under the policy that is asked for.',
  'engine-too-old': 'Attest it with a newer Glovebox.',
  'too-shallow': 'Attest it with the depth that is asked for: glovebox attest --depth.',
  decision: 'Mend what was found, or have it accepted by an override, and attest it again.',
  'override-expired': 'Have the exception renewed, and attest it again.',
};
