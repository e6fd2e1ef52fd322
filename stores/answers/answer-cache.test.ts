import { testAnswerCache } from './answer-cache.contract.ts';
import { createAnswerCache } from './answer-cache.ts';

testAnswerCache(async () => createAnswerCache());
