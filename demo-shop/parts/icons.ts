import { type Html, html } from '../html.ts';

const icon = (shapes: Html) =>
  html`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${shapes}</svg>`;

export const bagIcon = icon(html`<path d="M5 8h14l1 12H4z"/><path d="M9 11V7a3 3 0 0 1 6 0v4"/>`);
export const searchIcon = icon(html`<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>`);
export const personIcon = icon(html`<circle cx="12" cy="8" r="3.6"/><path d="M4.5 20c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>`);
export const sunIcon = icon(
  html`<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.600l1.4 1.400M17 17l1.4 1.400M18.4 5.600L17 7M7 17l-1.4 1.4"/>`,
);
export const moonIcon = icon(html`<path d="M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z"/>`);
export const closeIcon = icon(html`<path d="M6 6l12 12M18 6L6 18"/>`);
export const pulseIcon = icon(html`<path d="M3 12h4l2.5-7 5 14 2.5-7h4"/>`);
