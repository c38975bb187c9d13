/** Reviews as an API server sends them, with what a webhook does not ask for left in. */
export interface Asked {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly object: unknown;
  readonly oldObject?: unknown;
  readonly operation?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly user?: string;
  readonly subResource?: string;
}

export const UID = '705ab4f5-6393-11e8-b7cc-42010a800002';

export function reviewFor(asked: Asked): object {
  const { group = '', version = 'v1', kind, object, oldObject = null, operation = 'CREATE' } = asked;
  const type = { group, version, kind };
  const resource = { group, version, resource: `${kind.toLowerCase()}s` };
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: UID,
      kind: type,
      resource,
      requestKind: type,
      requestResource: resource,
      ...(asked.subResource !== undefined && { subResource: asked.subResource, requestSubResource: asked.subResource }),
      name: asked.name ?? 'web',
      namespace: asked.namespace ?? 'shop',
      operation,
      userInfo: {
        username: asked.user ?? 'system:serviceaccount:kube-system:replicaset-controller',
        uid: 'a7e0ab33-5f29-11e8-8a3c-36e6bb280816',
        groups: ['system:serviceaccounts', 'system:authenticated'],
        extra: { 'authentication.kubernetes.io/credential-id': ['JTI=5c1c'] },
      },
      object,
      oldObject,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'kube-controller-manager' },
    },
  };
}

const METADATA = {
  name: 'web',
  namespace: 'shop',
  labels: { app: 'web', 'pod-template-hash': '7d4b9c6f5' },
  ownerReferences: [
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'web-7d4b9c6f5',
      uid: 'b7',
      controller: true,
      blockOwnerDeletion: true,
    },
  ],
  managedFields: [
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      apiVersion: 'v1',
      time: '2026-11-25T09:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:metadata': {} },
    },
  ],
};

/** What describes pods, with one container. */
export function podSpec(image: string, more: object = {}): Record<string, unknown> {
  return {
    volumes: [
      {
        name: 'kube-api-access-8xk2p',
        projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }] },
      },
    ],
    containers: [
      {
        name: 'app',
        image,
        ports: [{ containerPort: 8080, protocol: 'TCP' }],
        resources: { limits: { memory: '128Mi' } },
        terminationMessagePath: '/dev/termination-log',
        imagePullPolicy: 'IfNotPresent',
        securityContext: { runAsNonRoot: true },
      },
    ],
    restartPolicy: 'Always',
    serviceAccountName: 'default',
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
    ...more,
  };
}

/** An object of each kind that has pods, whose pods are so described. */
export function workloads(spec: object): Asked[] {
  const template = { metadata: { labels: { app: 'web' } }, spec };
  const selector = { matchLabels: { app: 'web' } };
  const object = (apiVersion: string, kind: string, fields: object) => ({
    apiVersion,
    kind,
    metadata: METADATA,
    ...fields,
  });
  return [
    { kind: 'Pod', object: object('v1', 'Pod', { spec, status: {} }) },
    {
      kind: 'ReplicationController',
      object: object('v1', 'ReplicationController', { spec: { selector: {}, template } }),
    },
    { kind: 'PodTemplate', object: object('v1', 'PodTemplate', { template }) },
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => ({
      group: 'apps',
      kind,
      object: object('apps/v1', kind, { spec: { replicas: 2, selector, template }, status: {} }),
    })),
    { group: 'batch', kind: 'Job', object: object('batch/v1', 'Job', { spec: { backoffLimit: 4, template } }) },
    {
      group: 'batch',
      kind: 'CronJob',
      object: object('batch/v1', 'CronJob', { spec: { schedule: '0 * * * *', jobTemplate: { spec: { template } } } }),
    },
  ];
}

export function pod(spec: object, more: Partial<Asked> = {}): object {
  return reviewFor({ kind: 'Pod', object: { apiVersion: 'v1', kind: 'Pod', metadata: METADATA, spec }, ...more });
}

export function configMap(content: object, more: Partial<Asked> = {}): object {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'scripts', namespace: 'shop' }, ...content };
  return reviewFor({ kind: 'ConfigMap', name: 'scripts', object, ...more });
}
