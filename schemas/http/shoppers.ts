import type { Static } from 'typebox';
import { closed, Space, spaceQuery, Time, UserId, Uuid } from './fields.ts';

/** DELETE /tenants/:id/users/:userId */
export const EraseShopperParams = closed({ id: Uuid, userId: UserId });
export const EraseShopperQuery = closed(spaceQuery);

/** 202: the erasure is durable on the log; stores and models carry it out soon after. */
export const ErasureReceipt = closed({ userId: UserId, space: Space, requestedAt: Time });
export type ErasureReceipt = Static<typeof ErasureReceipt>;
