import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchJars } from '#testing/maven-jars.ts';

const version = '7.25.0';

/** Generators of openapi-generator with the settings that docs/clients.md tells. */
const generators = {
  python: {},
  go: { packageName: 'client', useOneOfDiscriminatorLookup: true },
  'typescript-fetch': { importFileExtension: '.js' },
  java: {},
} as const;
export type Generator = keyof typeof generators;

/** Makes a client of each generator from the document in this file, in the folder's subfolder of its name. All in one process, since Java takes seconds to start. */
export async function makeClients(document: string, folder: string): Promise<void> {
  const configurations = Object.entries(generators).map(([generatorName, additionalProperties]) => {
    const file = join(folder, `${generatorName}.json`);
    writeFileSync(
      file,
      JSON.stringify({
        generatorName,
        inputSpec: document,
        outputDir: join(folder, generatorName),
        gitHost: 'shop.example',
        gitUserId: 'recomengine',
        gitRepoId: 'client',
        globalProperties: { apiDocs: 'false', modelDocs: 'false', apiTests: 'false', modelTests: 'false' },
        additionalProperties,
      }),
    );
    return file;
  });
  const jars = await fetchJars(`openapi-generator-${version}`, [
    { artifact: `org.openapitools:openapi-generator-cli:${version}`, alone: true },
  ]);
  const jar = join(jars, `openapi-generator-cli-${version}.jar`);
  execFileSync('java', ['-jar', jar, 'batch', '--fail-fast', '--threads', '2', ...configurations], { stdio: 'pipe' });
}
