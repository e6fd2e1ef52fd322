/**
 * More candidates than this are wanted only if filters left too few of the nearest (an answer has 50 products at most, and six candidates are asked for each). A strategy then looks further than it does at
 * first, at some cost, so that it does not run dry while it knows products that pass.
 */
export const mostAskedAtFirst = 400;
