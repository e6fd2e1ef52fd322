import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isByBody, isOfSender, takesStream } from '#schemas/route-contract.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { createTrackingSignature } from '../tracking-signature.ts';
import { answerUnchanged } from './answer-unchanged.ts';
import { type AuthenticationOptions, createAuthentication } from './authenticate.ts';
import { createBeaconAuthentication } from './authenticate-beacon.ts';
import { createKeyAuthentication } from './authenticate-key.ts';
import { createSenderAuthentication } from './authenticate-sender.ts';
import type { Caller } from './caller.ts';
import { createRequestCheck } from './check-request.ts';
import { createCors } from './cors.ts';
import { isEnvelope } from './envelope.ts';
import { gunzipBody } from './gunzip-body.ts';
import { type IdempotencyStore, runOnce } from './idempotency.ts';
import { createAnswerMeter } from './measure-answers.ts';
import { createMediaTypeCheck } from './media-types.ts';
import { createAdmission } from './overload/admission.ts';
import type { Overload } from './overload/overload.ts';
import { Problem } from './problem.ts';
import { createRateLimit, type TakeRequest } from './rate-limit.ts';
import type { Route } from './route.ts';
import { pathForFastify } from './route-patterns.ts';
import { answerVersion } from './versioned.ts';

/** What the steps of a route need. */
export type RouteOptions = AuthenticationOptions & {
  logger: Logger;
  metrics: Metrics;
  /** Remembers admins' writes that carry an `Idempotency-Key`; without it the header has no effect. */
  idempotency?: IdempotencyStore;
  /** Counts requests together with other processes; if left out, they are counted in this process alone. */
  takeRequest?: TakeRequest | undefined;
  /** Refuses what cannot be done in time; if left out, everything waits until it is. */
  overload?: Overload | undefined;
};

/**
 * Puts routes on a server. A request passes these steps: before its body is read, authenticate, check the origin, refuse it if there is no time for it, limit,
 * check the media type, so that a caller who is refused need not send the body. Then check parameters, query and body, and answer, once for
 * each Idempotency-Key. At the end count and log. A beacon has its key in its body, so it is authenticated and limited after the body is read; so is a sender whose key is in no header.
 */
export function createRegisterRoute(app: FastifyInstance, options: RouteOptions): (route: Route) => void {
  const { metrics, logger, idempotency, noteAnswer } = options;
  const authenticate = createAuthentication(options);
  const authenticateKey = createKeyAuthentication(options.directory, options.learn, options.noteAnswer);
  const authenticateBeacon = createBeaconAuthentication(
    authenticateKey,
    createTrackingSignature(options.jwtSecret).isSigned,
  );
  const authenticateSender = createSenderAuthentication(authenticateKey);
  const rateLimit = createRateLimit(options.takeRequest);
  app.decorateRequest('caller', null as never);
  // On the prototype: a function a request would cost each event.
  app.decorateRequest('admitAgain', function (this: FastifyRequest) {
    const { auth = 'public', isOfSender: isSender } = this.routeOptions.config;
    return isSender ? (authenticateSender.early(this) ?? authenticateSender.late(this)) : authenticate(this, auth);
  });
  app.decorateRequest('idempotency', null);
  app.decorateRequest('judgedIn', 0);
  app.decorateRequest('isHurried', false);

  return (route) => {
    const { letRead, checkOrigin } = createCors(route);
    const checkMediaType = createMediaTypeCheck(route);
    const checkRequest = createRequestCheck(route);
    const admission = createAdmission(route, options.overload, metrics);
    const meter = createAnswerMeter(metrics, route.method, route.path);
    const isEndless = takesStream(route);
    const isBeacon = isByBody(route);
    const isSender = isOfSender(route);
    // What is read piece by piece is not known before, and a file may be sent again.
    const once = isEndless ? undefined : idempotency;

    const admit = (request: FastifyRequest, reply: FastifyReply, caller: Caller): void | Promise<void> => {
      request.caller = caller;
      checkOrigin(request, reply);
      admission?.admit(request);
      const counted = rateLimit(request, reply, route);
      if (counted !== undefined) return counted.then(() => checkMediaType(request));
      checkMediaType(request);
    };
    /** Without a promise if there is nothing to wait for, since every event passes through it. */
    const begin = (request: FastifyRequest, reply: FastifyReply): void | Promise<void> => {
      if (isBeacon) return checkMediaType(request);
      const caller = isSender ? authenticateSender.early(request) : authenticate(request, route.auth);
      if (caller === undefined) return checkMediaType(request);
      if (caller instanceof Promise) return caller.then((known) => admit(request, reply, known));
      return admit(request, reply, caller);
    };
    app.route({
      method: route.method,
      url: pathForFastify(route),
      config: { isOfSender: isSender, isEndless, auth: route.auth },
      ...(isSender ? { preParsing: gunzipBody } : {}),
      ...(route.bodyLimitBytes === undefined ? {} : { bodyLimit: route.bodyLimitBytes }),
      onRequest: (request, reply, done) => {
        letRead(request, reply);
        try {
          const begun = begin(request, reply);
          if (begun === undefined) done();
          else begun.then(() => done(), done);
        } catch (error) {
          done(error as Error);
        }
      },
      handler: async (request, reply) => {
        if (isBeacon) await admit(request, reply, await authenticateBeacon(request, route.auth));
        if (isSender && request.caller === null) await admit(request, reply, await authenticateSender.late(request));
        admission?.admitBody(request);
        checkRequest(request);
        const run = () => route.handler(request, reply);
        let answer: unknown;
        admission?.begin();
        try {
          answer = await (once === undefined ? run() : runOnce(once, request, reply, run));
        } catch (error) {
          // The deadline has answered it. What a client would be told is no fault of ours; anything else is logged.
          if (reply.sent && error instanceof Problem) return;
          throw error;
        } finally {
          admission?.end();
        }
        if (reply.sent) return;
        if (route.maxAgeSeconds !== undefined) answerUnchanged(route, request, reply, answer);
        if (route.isVersioned) answerVersion(request, reply, answer);
        if (reply.statusCode === 304) return reply.send();
        if (isEnvelope(answer)) answer.meta.requestId = request.id;
        return answer;
      },
      onResponse: (request, reply, done) => {
        meter(reply.statusCode, reply.elapsedTime);
        const { caller } = request;
        // Null if the caller was refused before it was known.
        if (noteAnswer !== undefined && caller !== null && 'key' in caller) noteAnswer(caller.key, reply.statusCode);
        if (logger.isLevelEnabled('debug')) {
          const { method, path } = route;
          logger.debug(
            { reqId: request.id, method, path, status: reply.statusCode, ms: reply.elapsedTime },
            'answered',
          );
        }
        done();
      },
    });
  };
}
