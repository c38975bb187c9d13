import type { Scope } from '../resolve/scope.ts';
import { named, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, childOfType, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import type { Bindings } from './bindings.ts';
import { canonical, moduleName } from './canonical.ts';

/** The names an `import` statement binds. */
export function bindImport(bindings: Bindings, node: SyntaxNode, scope: Scope): void {
  const { source } = bindings;
  const required = childOfType(node, 'import_require_clause');
  const origin = childOf(required ?? node, 'source');
  const content = origin && childOfType(origin, 'string_fragment');
  const clause = required ?? childOfType(node, 'import_clause');
  if (clause === undefined || content === undefined) return;
  const specifier = textOf(source, content);
  // A module of the sample itself is not the public one of that name.
  const isOwn = specifier.startsWith('.');
  const name = moduleName(specifier);
  const value = (member?: string): Value =>
    isOwn ? UNKNOWN : named(canonical(member === undefined ? name : `${name}.${member}`));
  const declare = (local: SyntaxNode, means: Value): void =>
    bindings.declare(textOf(source, local), 0, { value: means }, scope);
  for (const part of partsOf(clause)) {
    if (part.type === 'identifier') declare(part, value());
    if (part.type === 'namespace_import') for (const id of partsOf(part)) declare(id, value());
    if (part.type !== 'named_imports') continue;
    for (const specific of partsOf(part)) {
      const imported = childOf(specific, 'name');
      const local = childOf(specific, 'alias') ?? imported;
      if (imported === undefined || local === undefined) continue;
      // A name may be written as a text: `import { "exec" as run }`.
      declare(local, value(textOf(source, imported).replace(/^['"]|['"]$/g, '')));
    }
  }
}
