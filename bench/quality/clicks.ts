import { type Files, readData } from './read-data.ts';

/** RSC15-100k: the training sessions; each prefix of each test session asks for its next item; and all clicks, to be split at the first of the test. */
export function clickFiles(folder: string): Files {
  const [train, test] = ['train', 'test'].map((name) =>
    readData(folder, 'rsc15-100k', `${name}.tsv.gz`)
      .slice(1)
      .map((line) => line.split('\t'))
      .sort((a, b) => Number(a[2]) - Number(b[2])),
  );
  const sessions = Map.groupBy(test ?? [], ([session]) => session);
  const questions = [...sessions.values()].flatMap((clicks) =>
    clicks.slice(1).map(([, target = '', time = ''], n) => {
      const prefix = clicks.slice(0, n + 1).map(([, item]) => item);
      return [target, time, prefix.join(' ')];
    }),
  );
  return {
    'rsc15.train.tsv': train ?? [],
    'rsc15.questions.tsv': questions,
    'rsc15.all.tsv': [...(train ?? []), ...(test ?? [])],
  };
}

/** Diginetica has an order and no times: a session a minute, a click a second. */
export function digineticaFiles(folder: string): Files {
  const sessions = readData(folder, 'diginetica', 'train_sessions.txt.gz');
  const train = sessions.flatMap((line, session) =>
    line.split(' ').map((item, n) => [`s${session}`, item, session * 60 + n]),
  );
  const questions = readData(folder, 'diginetica', 'test_examples.tsv.gz').map((line) => {
    const [target = '', prefix = ''] = line.split('\t');
    return [target, sessions.length * 60, prefix];
  });
  return { 'diginetica.train.tsv': train, 'diginetica.questions.tsv': questions };
}
