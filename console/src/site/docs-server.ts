'use server';
import { type DocPage, type DocTitle, docPage, docTitles, type Found, findInDocs } from '#console/site/docs-pages.ts';

/** The titles of all pages of the documentation. On the server alone, as all of this file: the browser gets what it shows. */
export async function readTitles(): Promise<DocTitle[]> {
  return docTitles();
}

/** A page of the documentation; null if there is none of this name. */
export async function readDoc(slug: string): Promise<DocPage | null> {
  return docPage(slug);
}

/** The sections that have the words of a question, the best first. */
export async function searchDocs(question: string): Promise<Found[]> {
  return findInDocs(question);
}
