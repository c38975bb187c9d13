/** An assistant that writes code, and how it signs what it writes. */
export interface Assistant {
  readonly name: string;
  /** How it is called in a trailer, a sentence or a label: whole words, whatever the case. */
  readonly called: readonly string[];
  /** Addresses it commits or signs with; `*@x` for every one there. */
  readonly addresses: readonly string[];
  /** Its accounts, without `[bot]`: whose commits, pull requests and GitHub addresses are its own. */
  readonly accounts: readonly string[];
  /** Trailers that nobody else writes. */
  readonly trailers?: readonly string[];
  /** What its branches begin with. */
  readonly branches?: readonly string[];
  /** Where this is known from. */
  readonly source: string;
}

/** Seen in commits and the assistants' own documentation, 2026. A policy adds more (`authors.model`). */
export const ASSISTANTS: readonly Assistant[] = [
  {
    name: 'Claude Code',
    called: ['claude', 'claude code'],
    addresses: ['noreply@anthropic.com', 'claude@anthropic.com'],
    accounts: ['claude', 'claude-code'],
    trailers: ['claude-session'],
    branches: ['claude/'],
    source: 'https://code.claude.com/docs/en/settings (attribution)',
  },
  {
    name: 'GitHub Copilot',
    called: ['copilot', 'github copilot'],
    addresses: ['copilot@github.com', 'noreply@copilot.github.com'],
    accounts: ['copilot', 'copilot-swe-agent', 'github-copilot'],
    trailers: ['copilot-session', 'agent-logs-url'],
    branches: ['copilot/'],
    source: 'https://docs.github.com/en/copilot/concepts/agents/coding-agent/about-coding-agent',
  },
  {
    name: 'Cursor',
    called: ['cursor', 'cursor agent'],
    addresses: ['cursoragent@cursor.com', 'agent@cursor.com', 'noreply@cursor.sh', 'noreply@cursor.com'],
    accounts: ['cursoragent', 'cursor'],
    branches: ['cursor/'],
    source: 'commits with Co-authored-by: Cursor <cursoragent@cursor.com>',
  },
  {
    name: 'Codex',
    called: ['codex', 'openai codex', 'chatgpt'],
    addresses: ['noreply@openai.com', 'codex@openai.com'],
    accounts: ['chatgpt-codex-connector', 'openai-codex', 'codex'],
    branches: ['codex/'],
    source: 'https://github.com/openai/codex/pull/11617',
  },
  {
    name: 'Aider',
    called: ['aider'],
    addresses: ['*@aider.chat'],
    accounts: [],
    source: 'https://aider.chat/docs/git.html#commit-attribution',
  },
  {
    name: 'Devin',
    called: ['devin', 'devin ai'],
    addresses: ['*@devin.ai', '*@cognition.ai', '*@cognition-labs.com'],
    accounts: ['devin-ai-integration'],
    branches: ['devin/'],
    source: 'https://docs.devin.ai/integrations/gh',
  },
  {
    name: 'Gemini',
    called: ['gemini', 'gemini cli', 'gemini code assist'],
    addresses: ['gemini-cli@google.com', 'gemini@google.com', 'gemini-code-assist@google.com'],
    accounts: ['gemini-code-assist', 'gemini-cli'],
    source: 'https://github.com/google-gemini/gemini-cli',
  },
  {
    name: 'Jules',
    called: ['jules', 'google jules'],
    addresses: ['jules@google.com'],
    accounts: ['google-labs-jules'],
    branches: ['jules/', 'jules-'],
    source: 'https://github.com/google-labs-code/jules-sdk/pull/94',
  },
  {
    name: 'Amazon Q',
    called: ['amazon q', 'amazon q developer', 'kiro'],
    addresses: ['noreply@kiro.dev', 'kiro@amazon.com'],
    accounts: ['amazon-q-developer', 'kiro-agent'],
    branches: ['q-dev-', 'kiro/'],
    source: 'https://docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/amazon-q-for-github.html',
  },
  {
    name: 'Windsurf',
    called: ['windsurf', 'windsurf cascade', 'codeium'],
    addresses: ['windsurf@codeium.com', 'noreply@codeium.com', '*@windsurf.ai', 'noreply@windsurf.com'],
    accounts: ['windsurf-bot'],
    source: 'commits with Co-authored-by: Windsurf <windsurf@codeium.com>',
  },
  {
    name: 'Amp',
    called: ['amp', 'sourcegraph amp'],
    addresses: ['amp@ampcode.com'],
    accounts: ['amp-code'],
    trailers: ['amp-thread', 'amp-thread-id'],
    branches: ['amp/'],
    source: 'commits with Co-authored-by: Amp <amp@ampcode.com>',
  },
  {
    name: 'OpenHands',
    called: ['openhands', 'opendevin'],
    addresses: ['openhands@all-hands.dev'],
    accounts: ['openhands-agent', 'openhands-ai'],
    branches: ['openhands/', 'openhands-fix-'],
    source: 'https://docs.all-hands.dev',
  },
  {
    name: 'opencode',
    called: ['opencode'],
    addresses: ['noreply@opencode.ai'],
    accounts: ['opencode-agent'],
    branches: ['opencode/'],
    source: 'https://opencode.ai/docs/github',
  },
  {
    name: 'Qwen Code',
    called: ['qwen-coder', 'qwen coder', 'qwen code'],
    addresses: ['qwen-coder@alibabacloud.com'],
    accounts: [],
    source: 'https://github.com/QwenLM/qwen-code (gitCoAuthor)',
  },
  {
    name: 'Junie',
    called: ['junie'],
    addresses: ['junie@jetbrains.com'],
    accounts: ['jetbrains-junie'],
    branches: ['junie/', 'junie-'],
    source: 'https://www.jetbrains.com/help/junie/',
  },
  {
    name: 'Continue, Cline, Roo, Sweep, Factory, Replit',
    called: ['cline', 'roo code', 'sweep ai', 'factory droid', 'replit agent'],
    addresses: ['noreply@continue.dev', 'noreply@cline.bot', '*@sweep.dev', 'droid@factory.ai', 'agent@replit.com'],
    accounts: ['continue', 'cline-bot', 'roomote', 'sweep-ai', 'factory-droid', 'replit-agent'],
    source: 'commits with their Co-authored-by',
  },
];

/** Trailers by which a person says that a model helped, whichever it was. */
export const DISCLOSING: ReadonlySet<string> = new Set([
  'assisted-by',
  'generated-by',
  'ai-assisted-by',
  'ai-generated-by',
  'ai-assisted',
  'ai-generated',
  'ai-model',
  'ai-tool',
  'made-with',
  'prompted-by',
]);

/** Trailers that name who took part; they say something where that is an assistant. */
export const NAMING: ReadonlySet<string> = new Set([
  'co-authored-by',
  'co-developed-by',
  'signed-off-by',
  'authored-by',
  'on-behalf-of',
  'suggested-by',
]);

/** Labels of pull requests, without marks between their words. */
export const LABELS: ReadonlySet<string> = new Set([
  'ai',
  'ai generated',
  'ai assisted',
  'ai authored',
  'llm',
  'llm generated',
  'generated by ai',
  'ai agent',
  'agent',
  'vibe coded',
]);
