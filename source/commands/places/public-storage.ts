export type PublicStorage = {
	type: 's3' | 'local';
	/** For people: s3://bucket/root, or a directory. */
	place: string;
	endpoint?: string;
};
