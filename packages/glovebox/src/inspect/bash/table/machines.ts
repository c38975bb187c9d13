import type { CommandTable } from './row.ts';

/** Containers, virtual machines, clusters and repositories. */
export const MACHINE_COMMANDS: CommandTable = {
  'docker podman nerdctl': {
    does: ['process.spawn line'],
    values:
      '-H --host --context --name -v --volume --mount -e --env -w --workdir -u --user -p --publish -l --label --entrypoint --network --env-file',
    verbs: {
      'pull push login build search': ['process.spawn line', 'network.connect line'],
      'ps images info version inspect logs stats': ['process.spawn line'],
      system: ['process.spawn line'],
    },
    also: {
      '--privileged': ['system.privilege line'],
      '--cap-add --device --security-opt --pid --userns --ipc': ['system.privilege line'],
      '--env-file': ['secret.read value'],
    },
  },
  'docker-compose podman-compose': {
    does: ['process.spawn line'],
    also: { '-f --file': ['file.read value'], '--env-file': ['secret.read value'] },
  },
  'ctr crictl runc lxc lxc-start lxc-attach': {
    does: ['process.spawn line', 'system.privilege line'],
    verbs: { 'list ps images version': ['process.spawn line'] },
  },
  'kubectl oc k3s': {
    does: ['network.connect line'],
    values: '-n --namespace --context -o --output -l --selector -c',
    verbs: {
      'exec run attach debug': ['process.spawn line', 'network.connect line'],
      'apply create replace edit patch': ['network.send line'],
      cp: ['network.send line', 'file.read second'],
      'get describe logs': ['network.connect line'],
      'delete drain': ['network.send line'],
      'config version': ['process.spawn line'],
    },
    also: {
      '-f --filename': ['file.read value'],
      '--kubeconfig': ['secret.read value'],
      '--token': ['network.send line'],
    },
  },
  'helm terraform tofu pulumi ansible ansible-playbook vagrant packer': {
    does: ['network.connect line', 'process.spawn line'],
    values: '-n --namespace',
    verbs: { 'version list plan validate fmt template': ['process.spawn line'] },
    also: {
      '-f --values -i --inventory -var-file': ['file.read value'],
      '--vault-password-file': ['secret.read value'],
    },
  },
  'virsh qemu-system-x86_64 VBoxManage multipass': {
    does: ['process.spawn line', 'system.privilege line'],
    values: '-m -smp',
    verbs: { 'list info': ['process.spawn line'] },
  },
  git: {
    does: ['process.spawn line'],
    values: '-c --git-dir --work-tree --exec-path --namespace',
    verbs: {
      'clone fetch pull ls-remote submodule': ['network.connect line'],
      push: ['network.send line'],
      remote: ['network.connect line'],
      credential: ['secret.read line'],
      clean: ['file.delete =.'],
    },
  },
  'svn hg bzr cvs fossil': {
    does: ['process.spawn line'],
    verbs: {
      'checkout co clone update up pull switch export': ['network.connect line'],
      'commit ci push import': ['network.send line'],
    },
    values: '-r -m',
    also: { '--config-option --config': ['process.spawn line'] },
  },
  'git-lfs git-annex repo': {
    does: ['network.connect line'],
    verbs: { 'install track ls-files': ['process.spawn line'] },
  },
};
