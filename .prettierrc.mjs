import base from '@vdemedes/prettier-config' with {type: 'json'};

/** As comments are: 100 columns. */
export default {...base, printWidth: 100};
