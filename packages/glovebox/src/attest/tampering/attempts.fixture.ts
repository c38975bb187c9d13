import type { Attempt } from './attempt.fixture.ts';
import { ENVELOPE } from './envelope.fixture.ts';
import { FILES } from './files.fixture.ts';
import { KEYS } from './keys.fixture.ts';
import { PAYLOAD } from './payload.fixture.ts';
import { REPLAY } from './replay.fixture.ts';
import { SIGNATURE } from './signature.fixture.ts';
import { TIME } from './time.fixture.ts';

/** What somebody may try who can write to any of the places, but holds no trusted key: and what a careless signer may do. */
export const ATTEMPTS: Readonly<Record<string, readonly Attempt[]>> = {
  payload: PAYLOAD,
  envelope: ENVELOPE,
  signature: SIGNATURE,
  replay: REPLAY,
  files: FILES,
  time: TIME,
  keys: KEYS,
};
