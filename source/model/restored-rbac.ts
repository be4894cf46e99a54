/** What a restore has added to a server's access control; existing entries are not counted. */
export type RestoredRbac = {
	users: number;
	roles: number;
	grants: number;
	privilegeGroups: number;
	/** Grants that the server refused, each on its own, and why; the outcome is then partial. */
	refused: readonly RefusedGrant[];
};

/** `grant` as in `reader: Search on Collection sales.orders`. */
export type RefusedGrant = {grant: string; reason: string};
