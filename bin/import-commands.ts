import type { Command } from 'commander';
export function addImportCommands(_program: Command, _shared: object): void {}
