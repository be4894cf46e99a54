export type CatalogueOptions = {
	/** Milvus 2.2: no Array type, upsert, default values, deletes after a flush. */
	isOld: boolean;
	/** 2.3.0 ends when one is loaded, 2.3.2 cannot import it; default: all but 2.2. */
	withArrays?: boolean;
	/** 2.3.0 and 2.3.2 cannot import what was written again after a delete; default: all but 2.2. */
	withUpserts?: boolean;
	/** 2.3.0 never writes deletes that come after a flush; default: all but 2.2. */
	withLateDeletes?: boolean;
};
