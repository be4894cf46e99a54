/** What a bucket keeps of objects that were deleted or replaced. */
export type BucketRetention = {
	/** `suspended`: versions that there are stay, new ones are not made. */
	versioning: 'on' | 'suspended';
	/**
	 * Object lock by default: until then no user can remove a version (COMPLIANCE), or only users who
	 * may bypass it (GOVERNANCE).
	 */
	lock?: {mode: string; days?: number; years?: number};
	/**
	 * A lifecycle rule removes versions so many days after they were deleted or replaced; absent
	 * where no rule does, or none can be read.
	 */
	removedAfterDays?: number;
};
