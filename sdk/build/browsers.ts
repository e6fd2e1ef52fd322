/** The language of the oldest browsers that the SDK is for. */
export const language = 'es2019';
/** These browsers themselves, for the style sheet. As targets of scripts esbuild refuses them: Safari 13 and Firefox 78 destructure, but for rare cases. */
export const browsers = ['chrome80', 'edge80', 'firefox78', 'safari13'];
