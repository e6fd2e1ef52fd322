/** The sample variance of a user's figure from its sum and sum of squares over `users`; 0 below two users. */
export function varianceOf(users: number, sum: number, squares: number): number {
  return users < 2 ? 0 : Math.max(0, (squares - (sum * sum) / users) / (users - 1));
}

/** The sample covariance of two figures of a user from their sums and the sum of their products; 0 below two users. */
export function covarianceOf(users: number, sumA: number, sumB: number, products: number): number {
  return users < 2 ? 0 : (products - (sumA * sumB) / users) / (users - 1);
}
