import { Ajv, type ValidateFunction } from 'ajv';
import type { ApiRequest } from './requests.ts';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: object }[];
  readonly responses: Record<string, unknown>;
}

interface Swagger {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly definitions: Record<string, Definition>;
}

interface Definition {
  readonly properties?: Record<string, unknown>;
  readonly additionalProperties?: unknown;
}

export interface Contract {
  /** What is wrong with a request by the description alone; undefined when nothing is. */
  problem(asked: Pick<ApiRequest, 'method' | 'path' | 'body'>): string | undefined;
  /** When an operation is allowed, as its description says it. */
  phase(asked: Pick<ApiRequest, 'method' | 'path'>): 'pre-boot' | 'post-boot' | 'any';
}

/** What a description of the API promises and demands. */
export function contractOf(description: unknown): Contract {
  const swagger = description as Swagger;
  // Firecracker refuses fields it does not know; the description leaves that out.
  const definitions = Object.fromEntries(
    Object.entries(swagger.definitions).map(([name, one]) => [
      name,
      one.properties === undefined || 'additionalProperties' in one ? one : { ...one, additionalProperties: false },
    ]),
  );
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'api', definitions });
  const compiled = new Map<string, ValidateFunction>();

  function validator(key: string, schema: object): ValidateFunction {
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const made = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')));
    compiled.set(key, made);
    return made;
  }

  function find(
    asked: Pick<ApiRequest, 'method' | 'path'>,
  ): { operation: Operation; named: Record<string, string> } | undefined {
    for (const [template, methods] of Object.entries(swagger.paths)) {
      const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[A-Za-z0-9_]+)')}$`);
      const match = pattern.exec(asked.path);
      const operation = methods[asked.method.toLowerCase()];
      if (match !== null && operation !== undefined) return { operation, named: { ...match.groups } };
    }
    return undefined;
  }

  return {
    problem(asked) {
      const found = find(asked);
      if (found === undefined) return `no operation ${asked.method} ${asked.path}`;
      const parameter = found.operation.parameters?.find((one) => one.in === 'body');
      if (parameter?.schema === undefined) return asked.body === undefined ? undefined : 'a body that is not wanted';
      const validate = validator(`${asked.method} ${asked.path}`, parameter.schema);
      if (!validate(asked.body)) return ajv.errorsText(validate.errors, { dataVar: 'body' });
      return Object.entries(found.named)
        .filter(([name, value]) => (asked.body as Record<string, unknown>)[name] !== value)
        .map(([name, value]) => `${name} is ${value} in the path and another in the body`)[0];
    },
    phase(asked) {
      const { summary = '', description = '' } = find(asked)?.operation ?? {};
      const words = `${summary} ${description}`.toLowerCase();
      if (words.includes('pre-boot only')) return 'pre-boot';
      return words.includes('post-boot only') ? 'post-boot' : 'any';
    },
  };
}
