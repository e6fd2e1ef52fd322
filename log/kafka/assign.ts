import { AssignerProtocol } from 'kafkajs';

/** The name under which the members of a group agree on this way to share. */
export const assignmentProtocol = 'recomengine-modulo';
const protocolVersion = 0;

type Partitions = ReadonlyMap<string, readonly number[]>;

/** Encodes what a member sends when it joins: the topics that it wants. */
export function encodeSubscription(topics: readonly string[]): Buffer {
  return AssignerProtocol.MemberMetadata.encode({
    version: protocolVersion,
    topics: [...topics],
    userData: Buffer.alloc(0),
  });
}

/**
 * Shares the partitions of each topic among the members that want it: of n members in the order of their ids, the (p mod n)-th gets
 * partition p. Whichever member leads the group, the result is the same.
 */
export function assign(
  members: readonly { memberId: string; memberMetadata: Buffer }[],
  partitionsOf: Partitions,
): { memberId: string; memberAssignment: Buffer }[] {
  const wishes = members
    .map(({ memberId, memberMetadata }) => ({
      memberId,
      topics: AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? [],
    }))
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  return wishes.map(({ memberId, topics }) => {
    const assignment: Record<string, number[]> = {};
    for (const topic of topics) {
      const sharing = wishes.filter((other) => other.topics.includes(topic));
      const mine = sharing.findIndex((other) => other.memberId === memberId);
      assignment[topic] = (partitionsOf.get(topic) ?? []).filter((partition) => partition % sharing.length === mine);
    }
    return {
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version: protocolVersion,
        assignment,
        userData: Buffer.alloc(0),
      }),
    };
  });
}

/** Decodes the partitions of each topic that the leader of the group gave to a member. */
export function decodeAssignment(memberAssignment: Buffer): Partitions {
  const decoded = memberAssignment.length === 0 ? null : AssignerProtocol.MemberAssignment.decode(memberAssignment);
  return new Map(Object.entries(decoded?.assignment ?? {}));
}
