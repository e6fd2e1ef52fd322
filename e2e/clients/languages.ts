import { execFileSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { noGo } from '#testing/go.ts';
import { fetchJars } from '#testing/maven-jars.ts';
import { noPython, python } from '#testing/python.ts';
import type { Generator } from './make-clients.ts';

const calls = 'e2e/clients/calls';

/** Runs the program that calls by the client, with these variables, and returns what it prints. Throws if it fails. */
type Call = (env: Readonly<Record<string, string>>) => string;

export type Language = {
  generator: Generator;
  /** Why it cannot be compiled here; false if it can, or REQUIRE_ALL is 1. */
  missing(): string | false;
  /** Compiles the whole client in this folder, and the program of `calls/` with it. Throws if either does not compile. */
  compile(folder: string): Promise<Call>;
};

/** Each language that a client is made of, compiled and called in. */
export const languages: readonly Language[] = [
  {
    generator: 'python',
    missing: () => noPython(['pydantic', 'dateutil', 'urllib3']),
    async compile(folder) {
      run(folder, python, ['-m', 'compileall', '-q', '.']);
      copyFileSync(join(calls, 'call.py'), join(folder, 'call.py'));
      return (env) => run(folder, python, ['call.py'], env);
    },
  },
  {
    generator: 'go',
    missing: () => noGo(23),
    async compile(folder) {
      mkdirSync(join(folder, 'call'));
      copyFileSync(join(calls, 'call.go'), join(folder, 'call', 'call.go'));
      run(folder, 'go', ['mod', 'tidy']);
      run(folder, 'go', ['build', '-o', 'called', './call']);
      return (env) => run(folder, './called', [], env);
    },
  },
  {
    generator: 'typescript-fetch',
    missing: () => false,
    async compile(folder) {
      copyFileSync(join(calls, 'call.ts'), join(folder, 'call.ts'));
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      const compilerOptions = {
        target: 'es2024',
        module: 'nodenext',
        lib: ['es2024', 'dom'],
        strict: true,
        outDir: 'called',
        types: ['node'],
        typeRoots: [resolve('node_modules/@types')],
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['call.ts'] }));
      run(folder, resolve('node_modules/.bin/tsc'), []);
      return (env) => run(folder, process.execPath, ['called/call.js'], env);
    },
  },
  {
    generator: 'java',
    missing: () => false,
    async compile(folder) {
      const classPath = `${join(await fetchJars('openapi-java-client-1', javaNeeds), '*')}:classes`;
      copyFileSync(join(calls, 'Call.java'), join(folder, 'src/main/java/Call.java'));
      const sources = globSync('src/main/java/**/*.java', { cwd: folder });
      run(folder, 'javac', [
        '-encoding',
        'UTF-8',
        '-proc:none',
        '-nowarn',
        '-d',
        'classes',
        '-cp',
        classPath,
        ...sources,
      ]);
      return (env) => run(folder, 'java', ['-cp', classPath, 'Call'], env);
    },
  },
];

/** What the generated pom.xml asks for. */
const javaNeeds = [
  'com.google.code.findbugs:jsr305:3.0.2',
  'com.google.code.gson:gson:2.10.1',
  'com.squareup.okhttp3:logging-interceptor:4.12.0',
  'com.squareup.okhttp3:okhttp:4.12.0',
  'io.gsonfire:gson-fire:1.9.0',
  'jakarta.annotation:jakarta.annotation-api:1.3.5',
  'jakarta.ws.rs:jakarta.ws.rs-api:2.1.6',
  'org.apache.commons:commons-lang3:3.18.0',
  'org.openapitools:jackson-databind-nullable:0.2.11',
].map((artifact) => ({ artifact }));

function run(
  folder: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  return execFileSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
