import { execFileSync, spawn } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { ValidatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { addServeOptions } from '../../cli/serve-options.ts';
import { imagesIn, isWorkload } from './workload.ts';

const ROOT = join(import.meta.dirname, '../../../../..');
const FOLDER = join(ROOT, 'deploy/kubernetes/admission');
const work = mkdtempSync(join(tmpdir(), 'glovebox-manifests-'));
afterAll(() => rmSync(work, { recursive: true }));

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { name: string; namespace?: string };
}

const manifests = globSync('*.yaml', { cwd: FOLDER }).flatMap((file) =>
  parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return { file, manifest: document.toJS() as Manifest };
  }),
);

function theOne<Kind>(kind: string): Kind {
  const found = manifests.filter(({ manifest }) => manifest.kind === kind);
  expect(found).toHaveLength(1);
  return found[0]?.manifest as Kind;
}

/** Kubernetes' own schemas, of the kinds that are its own. */
const MODELS: Readonly<Record<string, new (manifest: never) => { validate(): void }>> = {
  Namespace,
  ServiceAccount,
  Deployment,
  Service,
  PodDisruptionBudget,
  NetworkPolicy,
  ValidatingWebhookConfiguration,
};
const OF_OTHERS = ['Issuer', 'Certificate', 'Kustomization'];

describe('the manifests', () => {
  it.each(manifests.filter(({ manifest }) => !OF_OTHERS.includes(manifest.kind)))(
    '$file is as Kubernetes wants it',
    ({ manifest }) => {
      const Model = MODELS[manifest.kind];
      if (Model === undefined) throw new Error(`no model for ${manifest.kind}`);
      expect(() => new Model(manifest as never).validate()).not.toThrow();
      expect(() => new Model({ ...manifest, metadata: 'none' } as never).validate()).toThrow();
    },
  );

  it('are all named by the one that gathers them', () => {
    const { resources } = theOne<{ resources: string[] }>('Kustomization');
    expect([...resources].sort()).toEqual(globSync('*.yaml', { cwd: FOLDER, exclude: ['kustomization.yaml'] }).sort());
  });

  it('say no whenever something goes wrong, and ask about every kind that is understood', () => {
    const { webhooks } = theOne<{ webhooks: Record<string, never>[] }>('ValidatingWebhookConfiguration');
    expect(webhooks).toEqual([
      expect.objectContaining({
        failurePolicy: 'Fail',
        sideEffects: 'None',
        matchPolicy: 'Equivalent',
        admissionReviewVersions: ['v1'],
      }),
    ]);
    const rules = webhooks[0]?.rules as unknown as { apiGroups: string[]; resources: string[]; operations: string[] }[];
    expect(rules.every(({ operations }) => operations.join() === 'CREATE,UPDATE')).toBe(true);
    const asked = rules
      .flatMap(({ apiGroups, resources }) => resources.map((name) => `${apiGroups[0]}/${name}`))
      .sort();
    const kinds = [
      '/Pod',
      '/PodTemplate',
      '/ReplicationController',
      'apps/Deployment',
      'apps/StatefulSet',
      'apps/DaemonSet',
      'apps/ReplicaSet',
      'batch/Job',
      'batch/CronJob',
    ];
    expect(kinds.every(isWorkload)).toBe(true);
    expect(asked).toEqual(
      [...kinds.map((kind) => `${kind.toLowerCase()}s`), '/configmaps', '/pods/ephemeralcontainers'].sort(),
    );
  });

  it('fit together: the webhook’s service, its port, its pods, its certificate', () => {
    const { webhooks } = theOne<{ webhooks: { clientConfig: { service: object } }[] }>(
      'ValidatingWebhookConfiguration',
    );
    const service = theOne<Manifest & { spec: { selector: object; ports: { port: number }[] } }>('Service');
    const deployment = theOne<
      Manifest & { spec: { selector: { matchLabels: object }; template: Template; replicas: number } }
    >('Deployment');
    expect(webhooks[0]?.clientConfig.service).toEqual({
      ...service.metadata,
      path: '/validate',
      port: service.spec.ports[0]?.port,
    });
    expect(deployment.spec.template.metadata.labels).toEqual(service.spec.selector);
    expect(deployment.spec.selector.matchLabels).toEqual(service.spec.selector);
    for (const kind of ['NetworkPolicy', 'PodDisruptionBudget'])
      expect(JSON.stringify(theOne(kind))).toContain(JSON.stringify(service.spec.selector));
    const certificate = theOne<{ spec: { secretName: string; dnsNames: string[] } }>('Certificate');
    expect(certificate.spec.dnsNames).toEqual([`${service.metadata?.name}.${service.metadata?.namespace}.svc`]);
    expect(JSON.stringify(deployment)).toContain(`"secretName":"${certificate.spec.secretName}"`);
    expect(deployment.spec.replicas).toBeGreaterThan(1);
  });

  it('give the pod nothing it does not need', () => {
    const { spec } = theOne<{ spec: { template: Template } }>('Deployment');
    const pod = spec.template.spec;
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(pod.containers).toHaveLength(1);
    expect(pod.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.containers[0]?.volumeMounts.every(({ readOnly }) => readOnly)).toBe(true);
    expect(theOne<{ spec: object }>('NetworkPolicy').spec).toMatchObject({
      egress: [],
      policyTypes: ['Ingress', 'Egress'],
    });
    expect(manifests.some(({ manifest }) => /Role/.test(manifest.kind))).toBe(false);
    expect(imagesIn('apps/Deployment', theOne('Deployment'))).toHaveLength(1);
  });

  it('start the program as it is: with what the image holds, and the certificate that the script makes', async () => {
    const options = startOptions();
    const built = join(work, 'image');
    mkdirSync(join(work, 'attestations'));
    writeFileSync(join(work, 'allowed_signers'), '');
    for (const part of ['package.json', 'bin', 'dist'])
      cpSync(join(ROOT, 'packages/glovebox', part), join(built, part), { recursive: true });
    const script = execFileSync('sh', [join(FOLDER, 'make-certificate.sh'), work], { encoding: 'utf8' });
    const authority = readFileSync(join(work, 'ca.crt'));
    expect(script).toContain(authority.toString('base64'));
    const args = options.map((arg) =>
      arg
        .replace(/=\/(?:tls|keys)\//, `=${work}/`)
        .replace('=/attestations', `=${work}/attestations`)
        .replace('0.0.0.0', '127.0.0.1')
        .replace('8443', '0'),
    );
    const child = spawn(process.execPath, [join(built, 'bin/glovebox.js'), ...args, '--drain=0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const port = await new Promise<number>((resolve, reject) => {
      let text = '';
      child.stderr.on('data', (chunk) => {
        text += chunk;
        const found = /"port":(\d+)/.exec(text)?.[1];
        if (found !== undefined) resolve(Number(found));
      });
      child.once('exit', () => reject(new Error(text)));
    });
    const status = await new Promise((resolve, reject) => {
      const servername = 'glovebox-admission.glovebox.svc';
      request({ host: '127.0.0.1', port, path: '/healthz', ca: authority, servername }, ({ statusCode }) =>
        resolve(statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

interface Template {
  readonly metadata: { labels: object };
  readonly spec: {
    containers: { args: string[]; securityContext: object; volumeMounts: { readOnly: boolean }[] }[];
  };
}

/** The command of the deployment, held against the options there are. */
function startOptions(): string[] {
  const { spec } = theOne<{ spec: { template: Template } }>('Deployment');
  const [command = '', ...args] = spec.template.spec.containers[0]?.args ?? [];
  const parser = addServeOptions(new Command(command)).exitOverride();
  parser.parse(args, { from: 'user' });
  expect(parser.opts()).toMatchObject({
    admission: true,
    mode: 'enforce',
    port: 8443,
    trusted: '/keys/allowed_signers',
  });
  return [command, ...args];
}
