/** Settings whose lines name programs, or places that code is taken from: by name, and what such a line looks like. */
const STARTERS: readonly (readonly [name: RegExp, line: RegExp, what: string])[] = [
  [
    /(^|\/)(\.npmrc|\.pip\.conf|pip\.(conf|ini)|\.pypirc|\.condarc)$/i,
    /^\s*(@[\w.-]+:)?(registry|script-shell|shell|node-options|git|globalconfig|userconfig|prefix|init-module|ignore-scripts|(extra-)?index-url|find-links|trusted-host|default_channels|channel_alias)\s*[=:]/i,
    'where packages come from or what runs their scripts',
  ],
  [
    /(^|\/)\.yarnrc(\.yml)?$/,
    /^\s*-?\s*"?(yarn-?path|path|spec|npmRegistryServer|registry)"?:?\s/i,
    'programs that yarn runs',
  ],
  [
    /(^|\/)\.env(\.[\w.-]+)?$/i,
    /^\s*(export\s+)?(NODE_OPTIONS|LD_\w+|DYLD_\w+|PYTHON(STARTUP|PATH|HOME|BREAKPOINT)|BASH_ENV|ENV|PATH|PERL5OPT|RUBYOPT|JAVA_TOOL_OPTIONS|GIT_\w+|(NPM_CONFIG|npm_config|PIP|UV)_\w+)\s*=|\$\(|`/,
    'variables by which interpreters load other code',
  ],
  [
    /(^|\/)pyproject\.toml$/,
    /^\s*\[+\s*tool\.(poe\w*|taskipy|pdm\.(scripts|build)|hatch\.[\w.-]*(scripts|hooks|build)|tox|poetry\.(build|plugins)|rye\.scripts|setuptools\.cmdclass)|^\s*(build-backend|backend-path|build-script|legacy_tox_ini)\s*=/,
    'commands, or what builds the package',
  ],
  [
    /(^|\/)(tox\.ini|setup\.cfg|supervisord\.conf|uwsgi\.ini|\.pylintrc|pytest\.ini|mypy\.ini)$/,
    /^\s*(commands(_pre|_post)?|command|exec[\w-]*|init-hook|cmdclass|plugins|load-plugins)\s*=|^\s*addopts\s*=.*-p\b/,
    'commands or modules that are loaded',
  ],
  [
    /(^|\/)(composer|deno|nodemon|project|nx|lerna|turbo|app|\.lintstagedrc|\.mocharc|\.nycrc|\.eslintrc|\.babelrc|babel\.config|jest\.config|vercel|firebase|electron-builder|renovate)\.?(jsonc?|json5)?$/,
    /"(scripts|tasks|exec(Map)?|commands?|executor|require|predeploy|postdeploy|buildCommand|installCommand|postUpgradeTasks|\*[^"]*)"\s*:/,
    'commands or modules that are loaded',
  ],
  [
    /(^|\/)(\.vscode\/settings|[^/]+\.code-workspace)(\.json)?$/,
    /"[^"]*(path|command|interpreter|shell|executable|tasks?|env)[^"]*"\s*:/i,
    'programs that the editor starts',
  ],
  [
    /(^|\/)(\.readthedocs|mkdocs|serverless|\.gitpod|netlify|render|fly|wrangler|Cargo|config|\.air|taskfile|skaffold|tilt|amplify|railway|\.goreleaser|action-validator)\.(ya?ml|toml)$/i,
    /^\s*-?\s*"?(commands?|run|script|hooks|init|before|command|build|cmds?|runner|linker|rustc-wrapper|rustc|plugins?|release_command|start(Command)?|buildCommand|bin)"?\s*[:=]/,
    'commands',
  ],
  [
    /(^|\/)(gradle-wrapper|wrapper)\.properties$/,
    /^\s*distribution\w*\s*=|^\s*wrapperUrl\s*=/i,
    'where the build tool comes from',
  ],
  [/\.svg$/i, /<script|\bon\w+\s*=|javascript:|<foreignObject/i, 'scripts'],
  [
    /(^|\/)(pom|build|ivy|settings)\.xml$/i,
    /<(plugin|exec|java|script|scriptdef|extension|repository|mirror|taskdef)\b/i,
    'what the build runs, and where that comes from',
  ],
  [/\.idea\/.*\.xml$/, /<(configuration|option name="(SCRIPT|PROGRAM|command))/i, 'programs that the editor starts'],
];

/** A line longer than these is compared as a whole and not looked at. */
const LONGEST_LINE = 5_000;

/**
 * What a file of settings names anew to be started or fetched, with the first line that does, from 1. Settings are no programs, and what
 * they name is not examined.
 */
export function startsAnew(
  path: string,
  head: string,
  base = '',
): { readonly what: string; readonly line: number } | undefined {
  const [, shape, what] = STARTERS.find(([name]) => name.test(path)) ?? [];
  if (shape === undefined || what === undefined) return undefined;
  const known = new Set(base.split('\n').map((line) => line.trim()));
  const at = head
    .split('\n')
    .findIndex((line) => !known.has(line.trim()) && (line.length > LONGEST_LINE || shape.test(line)));
  return at === -1 ? undefined : { what, line: at + 1 };
}
