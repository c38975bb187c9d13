import type { CommandTable } from './row.ts';

/** Package managers: they fetch, and then run what the packages bring along. */
export const PACKAGE_COMMANDS: CommandTable = {
  'pip pip3 pipx uv poetry pdm': {
    does: ['process.spawn line'],
    values: '-r -i -c -t -e --target --proxy --timeout',
    verbs: {
      'install download wheel add run upgrade inject sync update': ['process.spawn line', 'network.connect line'],
      'list show freeze check': ['system.probe nothing'],
      'uninstall remove': ['process.spawn line'],
    },
    also: { '--index-url --extra-index-url -i -f --find-links --trusted-host': ['network.connect value'] },
  },
  'npm yarn pnpm bun': {
    does: ['process.spawn line'],
    values: '--prefix -w --workspace --loglevel',
    verbs: {
      'install i add ci update upgrade exec dlx create init audit x': ['process.spawn line', 'network.connect line'],
      publish: ['network.send line'],
      'token login adduser whoami': ['network.connect line'],
      'list ls outdated view': ['process.spawn line'],
    },
    also: { '--registry': ['network.connect value'] },
  },
  'npx bunx pnpx uvx': { does: ['process.spawn line', 'network.connect line'], values: '-p --package -c' },
  'gem bundle bundler': {
    does: ['process.spawn line'],
    verbs: { 'install update exec fetch': ['process.spawn line', 'network.connect line'], push: ['network.send line'] },
    also: { '-s --source': ['network.connect value'] },
  },
  cargo: {
    does: ['process.spawn line'],
    verbs: {
      'install add update fetch': ['process.spawn line', 'network.connect line'],
      publish: ['network.send line'],
      login: ['file.write =~/.cargo/credentials'],
    },
  },
  go: {
    does: ['process.spawn line'],
    verbs: {
      'get install mod': ['process.spawn line', 'network.connect line'],
      'env version': ['system.probe nothing'],
    },
    values: '-o',
  },
  'composer conda mamba micromamba luarocks cpan cpanm opam nix nix-env nix-shell guix vcpkg': {
    does: ['process.spawn line'],
    verbs: { 'install add require update create search remove -i': ['process.spawn line', 'network.connect line'] },
    values: '-n -c -p',
  },
  'apt-get apt aptitude': {
    does: ['process.spawn line'],
    values: '-t -o -c --option',
    verbs: {
      'install update upgrade dist-upgrade full-upgrade download source build-dep': [
        'process.spawn line',
        'network.connect line',
      ],
      'remove purge autoremove': ['process.spawn line'],
      'list show search policy': ['process.spawn line'],
    },
  },
  'yum dnf zypper tdnf microdnf': {
    does: ['process.spawn line'],
    values: '-c --enablerepo --disablerepo',
    verbs: { 'install update upgrade localinstall groupinstall': ['process.spawn line', 'network.connect line'] },
  },
  apk: {
    does: ['process.spawn line'],
    verbs: { 'add update upgrade fetch': ['process.spawn line', 'network.connect line'] },
    also: { '-X --repository': ['network.connect value'], '--allow-untrusted': ['process.spawn line'] },
  },
  'pacman yay paru': { does: ['process.spawn line'], also: { '-S --sync -U --upgrade': ['network.connect line'] } },
  'brew snap flatpak port': {
    does: ['process.spawn line'],
    verbs: { 'install upgrade update refresh tap': ['process.spawn line', 'network.connect line'] },
  },
  'dpkg rpm': {
    does: ['process.spawn line'],
    instead: { '-l --list -L --listfiles -s --status -q --query -S --search': ['system.probe operands'] },
    also: { '-i --install -U': ['file.read operands', 'process.spawn line'] },
  },
  'dpkg-query apt-cache apt-mark rpmquery': { does: ['system.probe operands'], values: '-f -W' },
  'apt-key add-apt-repository rpmkeys': {
    does: ['system.privilege line', 'network.connect nothing'],
    verbs: { list: ['system.probe nothing'] },
  },
};
