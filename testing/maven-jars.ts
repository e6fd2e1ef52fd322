import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `group:artifact:version`; `alone` leaves out what it depends on, which a jar with everything in it has itself. */
export type MavenArtifact = { artifact: string; alone?: boolean };

/**
 * Returns a folder with the jars of these artifacts, which Maven fetches once into a cache outside of the repository (RECOMENGINE_CACHE, or ~/.cache/recomengine). The name stands for
 * the list: whoever changes one changes the other.
 */
export async function fetchJars(name: string, artifacts: readonly MavenArtifact[]): Promise<string> {
  const cache = process.env.RECOMENGINE_CACHE ?? join(homedir(), '.cache', 'recomengine');
  const jars = join(cache, name);
  if (existsSync(jars)) return jars;
  // Filled under another name and renamed, so that an interrupted run, or two at once, leave no incomplete folder behind.
  const filling = `${jars}.${process.pid}`;
  mkdirSync(filling, { recursive: true });
  try {
    const pom = join(filling, 'pom.xml');
    writeFileSync(pom, projectOf(name, artifacts));
    await runMaven(['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${filling}`]);
    if (!existsSync(jars)) renameSync(filling, jars);
  } finally {
    rmSync(filling, { recursive: true, force: true });
  }
  return jars;
}

const nothingElse = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>';

const projectOf = (
  name: string,
  artifacts: readonly MavenArtifact[],
): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>recomengine</groupId>
  <artifactId>${name}-of-the-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
${artifacts.map(dependencyOf).join('\n')}
  </dependencies>
</project>
`;

function dependencyOf({ artifact, alone = false }: MavenArtifact): string {
  const [group, name, version] = artifact.split(':');
  return `    <dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${alone ? nothingElse : ''}</dependency>`;
}

function runMaven(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    maven.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    maven.once('error', reject);
    maven.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`mvn ended with ${code}, and ${args.at(-1)} was not filled:\n${printed}`)),
    );
  });
}
