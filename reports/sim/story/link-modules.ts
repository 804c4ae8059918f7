import { dirname, join, normalize } from 'node:path';

const IMPORT = /^import (?:\{([^}]*)\} from )?'(\.[^']+)';$/gm;
const EXPORT = /^export (?=(?:async )?(?:function|class|const|let)\b)/gm;
const EXPORTED = /^export (?:async )?(?:function|class|const|let) (\w+)/gm;
const LEFT_OVER = /^(?:import|export)\b.*$/m;

/**
 * Compiled modules as one script: each in a scope of its own, in the order in which they need each
 * other. For modules of ours only: named imports from relative paths, and exported declarations.
 *
 * @param read - the text of the module at a path.
 * @throws Error where a module has another kind of import or export.
 */
export function linkModules(entry: string, read: (path: string) => string): string {
  const names = new Map<string, string>();
  const parts: string[] = [];
  const visit = (path: string): string => {
    const known = names.get(path);
    if (known !== undefined) {
      return known;
    }
    const text = read(path).replace(/^\/\/.*$/gm, '');
    const exported = [...text.matchAll(EXPORTED)].map(([, name]) => name);
    const body = text
      .replace(IMPORT, (_, wanted: string | undefined, from: string) => {
        const module = visit(normalize(join(dirname(path), from)));
        return wanted === undefined ? '' : `const {${renamed(wanted)}} = ${module};`;
      })
      .replace(EXPORT, '');
    const leftOver = LEFT_OVER.exec(body);
    if (leftOver !== null) {
      throw new Error(`${path} cannot be linked: ${leftOver[0]}`);
    }
    const name = `module${names.size}`;
    names.set(path, name);
    parts.push(
      `const ${name} = (() => {\n${body.trim()}\nreturn { ${exported.join(', ')} };\n})();`,
    );
    return name;
  };
  visit(entry);
  return `(() => {\n'use strict';\n${parts.join('\n')}\n})();\n`;
}

/** `a as b` of an import is `a: b` where an object is taken apart. */
function renamed(wanted: string): string {
  return wanted.replace(/(\w+)\s+as\s+(\w+)/g, '$1: $2');
}
