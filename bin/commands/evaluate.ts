import { type Command, Option } from 'commander';
import type { EvaluationOptions, Source } from '#cli/evaluate/evaluation-options.ts';
import { refuseUnreadable } from '#cli/refuse-unreadable.ts';
import type { Config } from '#runtime/config/settings.ts';
import { exitCodes } from '../exit-codes.ts';
import type { EvaluateFlags } from './evaluate-flags.ts';
import { withProgress } from './progress-bar.ts';

type Shared = {
  common(command: Command): Command;
  configOf(flags: Record<string, unknown>): Config;
  print(flags: { json?: boolean }, data: unknown, text: string): void;
};

/** `recomengine evaluate`: how often strategies recommend what shoppers chose next. Its modules are loaded once the arguments are known to be right. */
export function addEvaluateCommand(command: Command, { common, configOf, print }: Shared): void {
  const every = (text: string, before: string[]) => [...before, text];
  common(
    command
      .argument(
        '[file...]',
        'events, split at one time; `describe` before them says what the data is like, and asks nobody',
      )
      .option('--format <format>', 'of the files: jsonl, sessions or uci-online-retail', 'jsonl')
      .option('--tenant <name or id>', 'the events of a tenant in the log of the running product, in place of files')
      .option('--space <space>', 'which half of the tenant: live or test', 'live')
      .option('--placement <id>', 'with --tenant: whose rules hold', 'default')
      .option('--train <file>', 'in place of events: what is learnt, `session TAB item TAB time` a line')
      .option(
        '--questions <file>',
        'with --train: `target TAB time TAB prefix items` a line; nothing is learnt from them',
      )
      .option('--users', 'with --train: it is `user TAB item TAB time`, and --questions is `user TAB item`, held out')
      .option('--as <event type>', 'with --train: what a line is, such as purchase', 'product_viewed')
      .option('--catalog <file>', 'with files or --train: the products, one a line as `POST /catalog` takes them')
      .option(
        '--until <time or share>',
        'what comes from then on is asked about: a time, or behind 80% of the events',
        '80%',
      )
      .option('--delay <duration>', 'how much later events are learnt than they happen, such as 90s, 15m, 24h', '0')
      .option('--strategy <names>', 'separated by commas, or all; gates mean the first')
      .option('--baselines <names>', 'asked beside them, separated by commas: a part of them, all or none', 'all')
      .option('--served', 'measure the whole pipeline too, and which step loses what')
      .option('--page', 'with --served: questions name the product that was touched last, as product pages do')
      .option('--seen <mode>', 'whether answers may have what the shopper has touched: keep or drop')
      .option('--set <strategy.setting=value>', 'a setting as a tenant would have it; may be repeated', every, [])
      .option('--compare <a,b>', 'the paired difference of any two')
      .option('--lists <file>', 'answers of somebody else: `question TAB items` a line, the best first')
      .option('--write-questions <file>', 'write the questions for somebody else to answer, and ask nobody')
      .option('--k <n>', 'how many products of an answer count', '20')
      .option('--gate <condition>', 'such as hr>=0.69; the exit code is 5 if it fails; may be repeated', every, [])
      .option('--no-rows', 'leave the rows of collaborative unlearnt, as in the first moments of a process')
      .option('--seed <n>', 'of the resampling for intervals', '1')
      .option('--resamples <n>', 'of the intervals', '1000')
      .addOption(
        new Option('--bad-lines <policy>', 'what becomes of them').choices(['refuse', 'skip']).default('refuse'),
      )
      .option('--memory-mib <n>', 'refuse what would take more', '2048'),
  ).action(async (words: string[], flags: EvaluateFlags) => {
    const { checkFlags } = await import('./evaluate-flags.ts');
    const { task, options } = checkFlags(words, flags);
    refuseUnreadable(filesOf(options));
    const { evaluate } = await import('#cli/evaluate/evaluate.ts');
    const { openShop } = await import('./open-shop.ts');
    const { data, text, failedGates } = await withProgress(process.stderr.isTTY && flags.json !== true, (onProgress) =>
      evaluate(task, options, Date.now(), () => openShop(configOf(flags), options.source), onProgress),
    );
    print(flags, data, text);
    if (failedGates > 0) process.exitCode = exitCodes.gate;
  });
}

/** The files that are read. */
function filesOf({ source, catalog, lists }: EvaluationOptions): string[] {
  return [...eventFilesOf(source), ...[catalog, lists].filter((file) => file !== null)];
}

function eventFilesOf(source: Source): readonly string[] {
  switch (source.kind) {
    case 'files':
      return source.files;
    case 'topic':
      return [];
    case 'questions':
      return [source.train, source.questions];
    case 'users':
      return [source.train, source.heldOut];
  }
}
