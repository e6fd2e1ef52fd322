import { type Accessor, createContext } from 'solid-js';

/** What is wrong at which field of the form around, by the name of the field. */
export const FormErrors = createContext<Accessor<ReadonlyMap<string, string>>>(() => new Map());
