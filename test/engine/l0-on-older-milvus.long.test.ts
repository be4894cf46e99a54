import {testMovedDeletes} from '../helpers/milvus/l0-cases.js';

/* As in l0-on-older-milvus, with texts for keys. */

testMovedDeletes('text');
