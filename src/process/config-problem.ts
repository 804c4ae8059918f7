import type { z } from 'zod';
import { expectedName } from '../base/similar-name.ts';

type Issue = z.core.$ZodIssue;

/** Characters of a wrong value that are repeated. */
const VALUE_CHARACTERS_MAX = 80;

/** One problem of a configuration in words: setting, value, what was expected. */
export function configProblem(issue: Issue, nameOf: (path: string) => string): string {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => nameOf(path === '' ? key : `${path}.${key}`));
    return `${keys.join(', ')}: expected no setting of that name`;
  }
  const name = nameOf(path);
  const expected = expectation(issue);
  return expected === null
    ? `${name}: ${issue.message}`
    : `${name} ${shown(issue.input)}: expected ${expected}`;
}

/** What `issue` misses, or null where its message says it all. */
function expectation(issue: Issue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return kindOf(issue.expected);
    case 'too_small':
      return `${issue.origin === 'string' ? 'a length of ' : ''}at least ${issue.minimum}`;
    case 'too_big':
      return `${issue.origin === 'array' ? 'a length of ' : ''}at most ${issue.maximum}`;
    case 'invalid_value':
      return expectedName(textOf(issue.input), issue.values.map(String));
    default:
      return null;
  }
}

function textOf(input: unknown): string {
  return typeof input === 'string' ? input : '';
}

function kindOf(expected: string): string {
  switch (expected) {
    case 'int':
    case 'number':
      return 'a whole number';
    case 'array':
      return 'a list';
    case 'object':
      return 'an object';
    case 'boolean':
      return 'true or false';
    default:
      return `a ${expected}`;
  }
}

function shown(value: unknown): string {
  const text = value === undefined ? '(missing)' : JSON.stringify(value);
  return text.length <= VALUE_CHARACTERS_MAX ? text : `${text.slice(0, VALUE_CHARACTERS_MAX)}…`;
}
