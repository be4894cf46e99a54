import manifest from '../../package.json' with {type: 'json'};

/** Our own version, from the package's manifest. */
export const toolVersion: string = manifest.version;
