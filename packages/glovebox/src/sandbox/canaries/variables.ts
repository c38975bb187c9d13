import { accessKeyId, characters, hex } from './token.ts';

/** A variable that holds a credential on many machines, and whose service it is for. */
export interface VariableDecoy {
  readonly name: string;
  readonly value: () => string;
  readonly meantFor: readonly string[];
}

/** None that changes where a program connects or what it does: `DATABASE_URL` would. */
export const VARIABLES: readonly VariableDecoy[] = [
  { name: 'AWS_ACCESS_KEY_ID', value: accessKeyId, meantFor: ['amazonaws.com'] },
  { name: 'AWS_SECRET_ACCESS_KEY', value: () => characters(40), meantFor: ['amazonaws.com'] },
  { name: 'GITHUB_TOKEN', value: () => `ghp_${characters(36)}`, meantFor: ['github.com'] },
  { name: 'NPM_TOKEN', value: () => `npm_${characters(36)}`, meantFor: ['npmjs.org'] },
  { name: 'OPENAI_API_KEY', value: () => `sk-proj-${characters(48)}`, meantFor: ['openai.com'] },
  { name: 'ANTHROPIC_API_KEY', value: () => `sk-ant-api03-${characters(80)}AA`, meantFor: ['anthropic.com'] },
  { name: 'HF_TOKEN', value: () => `hf_${characters(34)}`, meantFor: ['huggingface.co'] },
  {
    name: 'SLACK_BOT_TOKEN',
    value: () => `xoxb-${characters(12, '123456789')}-${characters(24)}`,
    meantFor: ['slack.com'],
  },
  { name: 'STRIPE_SECRET_KEY', value: () => `sk_live_${characters(24)}`, meantFor: ['stripe.com'] },
  { name: 'SENDGRID_API_KEY', value: () => `SG.${characters(22)}.${characters(43)}`, meantFor: ['sendgrid.com'] },
  { name: 'TWILIO_AUTH_TOKEN', value: () => hex(16), meantFor: ['twilio.com'] },
];
