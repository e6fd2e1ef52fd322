import { execFileSync } from 'node:child_process';

/** Returns why a test that compiles Java, by jars that Maven fetches, is skipped; false if both are there, or REQUIRE_ALL is 1. */
export function noJavaCompiler(): string | false {
  if (process.env.REQUIRE_ALL === '1') return false;
  try {
    execFileSync('javac', ['-version'], { stdio: 'ignore' });
    execFileSync('mvn', ['-version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'needs Java with its compiler and Maven: apt-get install --no-install-recommends openjdk-17-jdk-headless maven';
  }
}
