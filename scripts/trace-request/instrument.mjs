import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * A module loader that makes every function of `dist/src` say its name when it is entered. The text of the program is
 * changed while it is loaded and nothing else: what runs is what is shipped, plus one call at the head of each function.
 */
export async function load(url, context, nextLoad) {
  if (!url.includes('/dist/src/') || !url.endsWith('.js')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  return { format: 'module', shortCircuit: true, source: instrument(await readFile(path, 'utf8'), path) };
}

function instrument(text, path) {
  const file = path.slice(path.indexOf('/dist/src/') + '/dist/'.length).replace(/\.js$/, '.ts');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const inserts = [];
  const visit = (node, outer) => {
    const name = ts.isFunctionLike(node) && node.body !== undefined ? (nameOf(node) ?? outer) : outer;
    if (ts.isFunctionLike(node) && node.body !== undefined) {
      const call = `globalThis.__entered?.(${JSON.stringify(file)},${JSON.stringify(name)})`;
      if (ts.isBlock(node.body)) inserts.push([node.body.getStart() + 1, `${call};`]);
      else inserts.push([node.body.getStart(), `(${call},`], [node.body.end, ')']);
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(source, '(module)');
  return inserts.sort(([a], [b]) => b - a).reduce((out, [at, piece]) => out.slice(0, at) + piece + out.slice(at), text);
}

/** The name a reader knows it by; null for a callback, which counts as part of the function around it. */
function nameOf(node) {
  if (node.name !== undefined) return node.name.getText();
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return null;
}
