#!/usr/bin/env node
// Tells whether PowerShell code parses, where there is no PowerShell: by a grammar
// made for editors. Takes files, or - for standard input. Prints file:line:column for
// each fault and exits 1, else prints nothing. Exits 2 where it cannot tell, and 3
// where the grammar is missing: --install fetches it by npm, once, and runs nothing
// of what it fetched.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const runtime = 'web-tree-sitter@0.26.13';
const grammar = 'tree-sitter-powershell@0.26.4';
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'azenv-tools');
const installed = join(cache, `${runtime}+${grammar}`);

// install puts the folder there whole; of two at once one does.
function install() {
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, 'new-'));
  const run = (name, ...args) => execFileSync(name, args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  const unpack = (pack, ...files) =>
    run('tar', '-xzf', `${pack.replace('@', '-')}.tgz`, '-C', 'whole', '--strip-components=1', ...files.map((f) => `package/${f}`));
  try {
    run('npm', 'pack', '--loglevel=error', '--ignore-scripts', runtime, grammar);
    mkdirSync(join(dir, 'whole'));
    unpack(runtime, 'package.json', 'web-tree-sitter.js', 'web-tree-sitter.wasm');
    unpack(grammar, 'tree-sitter-powershell.wasm');
    if (!existsSync(installed)) renameSync(join(dir, 'whole'), installed);
  } catch (e) {
    if (!existsSync(installed)) throw e;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function load() {
  setFlagsFromString('--liftoff-only'); // to compile it well takes seconds, to run it does not
  const { Language, Parser } = await import(pathToFileURL(join(installed, 'web-tree-sitter.js')));
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(join(installed, 'tree-sitter-powershell.wasm')));
  return parser;
}

// What this grammar takes for the name of a command, and PowerShell never does.
const reserved = /^(catch|do|else|elseif|finally|for|function|if|param|switch|trap|try|until|while)$/i;

// What may hold a # that begins no comment, and what may hold a quote that begins no
// string: here-strings, strings, comments, escapes.
const tokens = /@'[ \t\r]*\n(?:[^]*?\n)?'@|@"[ \t\r]*\n(?:[^]*?\n)?"@|'[^']*'|"(?:[^"`]|`[^])*"|<#[^]*?#>|(?<![^\s;(){}|&,])#.*|`[^]/g;

// plain returns code as long as it was, without what the grammar gets wrong: that
// curly quotes are quotes, and that # in double quotes begins no comment.
function plain(code) {
  const straight = code.replace(/[\u2018-\u201b]/g, "'").replace(/[\u201c-\u201e]/g, '"');
  return straight.replace(tokens, (token) => (/^@?"/.test(token) ? token.replaceAll('#', '_') : token));
}

// faults returns what is wrong with code, as [row, column, what].
function faults(parser, code) {
  const text = plain(code.replace(/^\ufeff/, '')) + '\n';
  if (text.split(/[\r\n]/).every((line) => /^\s*(#|$)/.test(line))) return []; // which the grammar refuses
  const found = [];
  const tree = parser.parse(text);
  const fault = (node, what) => found.push([node.startPosition.row, node.startPosition.column, what]);
  const quote = (node) => JSON.stringify(node.text.split('\n')[0].slice(0, 40));
  const walk = (node) => {
    if (node.isMissing) fault(node, `missing ${JSON.stringify(node.type)}`);
    else if (node.isError) fault(node, `unexpected ${quote(node)}`);
    else if (node.type === 'command_name' && reserved.test(node.text)) fault(node, `misplaced ${node.text}`);
    else if (node.type === 'try_statement' && node.namedChildCount < 2) fault(node, 'try without catch');
    else node.children.forEach(walk);
  };
  walk(tree.rootNode);
  if (!found.length && tree.rootNode.hasError) fault(tree.rootNode, 'not PowerShell');
  tree.delete();
  return found;
}

// check holds the checker to what it must refuse and what it must not.
function check(parser) {
  for (const bad of ['function f { if (', 'f }', "f 'a\u2019b'", 'else { 1 }', 'try { 1 }', 'if [ -n "$x" ]; then f; fi'])
    if (!faults(parser, bad).length) throw new Error(`the checker is broken: it accepts ${bad}`);
  for (const good of ['', '# a', "function global:f { $x = 'a\u2018\u2019b'; if ($x) { & $x @args } else { \"$x# b\" } }"])
    if (faults(parser, good).length) throw new Error(`the checker is broken: it refuses ${good}`);
}

async function main(args) {
  if (!args.length) throw new Error('which file? - is standard input');
  if (args[0] === '--install') {
    if (!existsSync(installed)) {
      console.log(`pwsh-syntax: installing ${runtime} and ${grammar} in ${cache}`);
      install();
    }
    return 0;
  }
  if (!existsSync(installed)) {
    console.error(`pwsh-syntax: ${grammar} is missing: type: tools/pwsh-syntax.mjs --install`);
    return 3;
  }
  const parser = await load();
  check(parser);
  let status = 0;
  for (const file of args) {
    for (const [row, column, what] of faults(parser, readFileSync(file === '-' ? 0 : file, 'utf8'))) {
      console.log(`${file}:${row + 1}:${column + 1}: ${what}`);
      status = 1;
    }
  }
  return status;
}

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (e) => {
    console.error(`pwsh-syntax: ${e.message}`);
    process.exitCode = 2;
  },
);
