import type { UnitKind } from '../unit.ts';
import type { Notation } from './expressions.ts';

/** A key of a YAML file whose value is a script. */
export interface ScriptKey {
  /** Told by `shell:` beside or above it without one; `unread` for shells that Glovebox does not read. */
  readonly language?: 'bash' | 'python' | 'javascript' | 'unread';
  /** What a list is: lines of one script, or the words of one command. */
  readonly list?: 'words';
  /** A key that must stand around it. */
  readonly within?: RegExp;
  /** A key that must stand beside it, or beside the map it is in. */
  readonly beside?: { readonly key: string; readonly value: RegExp; readonly outer: boolean };
}

/** How one system's files are read. */
export interface Dialect {
  readonly system: string;
  readonly kind: UnitKind;
  readonly matches: RegExp;
  readonly scripts: Readonly<Record<string, ScriptKey>>;
  /** Keys whose members are jobs; elsewhere the outermost key names one. */
  readonly groups: readonly string[];
  /** Keys of maps with variables for the scripts below. */
  readonly variables: readonly string[];
  readonly notations: readonly Notation[];
  /** What is said of values that take code from elsewhere. */
  readonly external: Readonly<Record<string, (value: string) => string | undefined>>;
}

const SHELL: ScriptKey = {};
const WORDS: ScriptKey = { list: 'words' };
const UNREAD: ScriptKey = { language: 'unread' };

function action(value: string): string | undefined {
  if (value === '' || value.startsWith('./')) return undefined;
  const isPinned = /@[0-9a-f]{40}$|@sha256:[0-9a-f]{64}$/.test(value);
  return `runs ${value.slice(0, 200)} from elsewhere${isPinned ? '' : ', which is not pinned to a commit'}`;
}

function image(value: string): string | undefined {
  return value === '' ? undefined : `runs in the image ${value.slice(0, 200)}`;
}

function remote(value: string): string | undefined {
  return /^https?:|^\w+@|^[\w.-]+\/[\w.-]+@/.test(value)
    ? `takes configuration from ${value.slice(0, 200)}`
    : undefined;
}

const GITHUB = {
  system: 'GitHub Actions',
  kind: 'ci',
  scripts: {
    run: { within: /^steps$/ },
    script: {
      language: 'javascript',
      within: /^with$/,
      beside: { key: 'uses', value: /^actions\/github-script@/, outer: true },
    },
  },
  groups: ['jobs'],
  variables: ['env'],
  notations: ['double-braces'],
  external: { uses: action, image },
} as const satisfies Omit<Dialect, 'matches'>;

export const CI_DIALECTS: readonly Dialect[] = [
  { ...GITHUB, matches: /(^|\/)\.(github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/ },
  { ...GITHUB, matches: /(^|\/)action\.ya?ml$/ },
  {
    system: 'GitLab CI',
    kind: 'ci',
    matches: /(^|\/)\.gitlab-ci\.ya?ml$|\.gitlab-ci\.ya?ml$|(^|\/)\.gitlab\/ci\/.+\.ya?ml$/,
    scripts: { script: SHELL, before_script: SHELL, after_script: SHELL, pre_get_sources_script: SHELL },
    groups: [],
    variables: ['variables'],
    notations: ['gitlab-inputs'],
    external: { remote, image, component: remote },
  },
  {
    system: 'CircleCI',
    kind: 'ci',
    matches: /(^|\/)\.circleci\/.+\.ya?ml$/,
    scripts: { run: { within: /^(steps|pre-steps|post-steps)$/ }, command: { within: /^run$/ } },
    groups: ['jobs', 'commands', 'executors'],
    variables: ['environment'],
    notations: ['circle-parameters'],
    external: { image },
  },
  {
    system: 'Azure Pipelines',
    kind: 'ci',
    matches: /(^|\/)azure-pipelines[^/]*\.ya?ml$|(^|\/)\.azure(-pipelines|devops)?\/.+\.ya?ml$/,
    scripts: { script: SHELL, bash: SHELL, inlineScript: SHELL, powershell: UNREAD, pwsh: UNREAD },
    groups: [],
    variables: ['env', 'variables'],
    notations: ['double-braces', 'azure-variables'],
    external: { image },
  },
  {
    system: 'a CI system',
    kind: 'ci',
    matches:
      /(^|\/)(\.travis|bitbucket-pipelines|\.drone|\.woodpecker|appveyor|\.appveyor|\.cirrus|cloudbuild|buildspec|\.pre-commit-hooks)\.ya?ml$|(^|\/)\.(woodpecker|buildkite)\/.+\.ya?ml$/,
    scripts: {
      script: SHELL,
      before_install: SHELL,
      install: SHELL,
      before_script: SHELL,
      after_script: SHELL,
      after_success: SHELL,
      after_failure: SHELL,
      before_deploy: SHELL,
      commands: SHELL,
      command: SHELL,
      build_script: SHELL,
      test_script: SHELL,
      install_script: SHELL,
      sh: SHELL,
      ps: UNREAD,
      entry: SHELL,
    },
    groups: [],
    variables: ['environment', 'env'],
    notations: [],
    external: { image },
  },
  {
    system: 'pre-commit',
    kind: 'hook',
    matches: /(^|\/)\.pre-commit-config\.ya?ml$|(^|\/)lefthook(-local)?\.ya?ml$/,
    scripts: { entry: SHELL, run: SHELL },
    groups: ['commands'],
    variables: ['env'],
    notations: [],
    external: { repo: (value) => (/^(local|meta)?$/.test(value) ? undefined : `runs hooks of ${value.slice(0, 200)}`) },
  },
  {
    system: 'Compose',
    kind: 'dockerfile',
    matches: /(^|\/)(docker-)?compose[^/]*\.ya?ml$/,
    scripts: { command: WORDS, entrypoint: WORDS, test: { list: 'words', within: /^healthcheck$/ } },
    groups: ['services'],
    variables: ['environment'],
    notations: [],
    external: { image },
  },
];
