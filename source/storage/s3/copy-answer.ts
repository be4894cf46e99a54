/** What a store says of a copy: the ETag of what it wrote, or why it is not understood as done. */
export type CopyAnswer = {etag: string; error?: undefined} | {etag?: undefined; error: Error};

/** An answer is a few hundred bytes, and blanks while a store copies. */
const maxBytes = 64 * 1024;

/**
 * Only a whole CopyObjectResult with an ETag is a success: S3 answers 200 before it has copied, and
 * an error may follow inside.
 *
 * @throws what ends the connection before the answer is whole
 */
export async function readCopyAnswer({
	statusCode,
	body,
}: {
	statusCode: number;
	body: AsyncIterable<Uint8Array>;
}): Promise<CopyAnswer> {
	const chunks: Uint8Array[] = [];
	let sizeBytes = 0;
	for await (const chunk of body) {
		sizeBytes += chunk.byteLength;
		if (sizeBytes > maxBytes) {
			// Leaving the loop ends the connection.
			return refusal(statusCode, '');
		}

		chunks.push(chunk);
	}

	const text = Buffer.concat(chunks).toString('utf8');
	const [, result = ''] =
		/^\s*(?:<\?xml[^>]*\?>)?\s*<CopyObjectResult(?:\s[^>]*)?>([^]*)<\/CopyObjectResult>\s*$/.exec(
			text,
		) ?? [];
	const [, etag] =
		/<ETag>(?:"|&quot;|&#34;)?([\w+/=.-]+)(?:"|&quot;|&#34;)?<\/ETag>/.exec(result) ?? [];
	return statusCode === 200 && etag !== undefined ? {etag} : refusal(statusCode, text);
}

/** In the shape of the SDK's errors, for its retry strategy and for what is reported. */
function refusal(httpStatusCode: number, text: string): CopyAnswer {
	const [, name = 'Error'] = /<Code>(\w+)<\/Code>/.exec(text) ?? [];
	const [, message = ''] = /<Message>([^<]*)<\/Message>/.exec(text) ?? [];
	return {error: Object.assign(new Error(message), {name, $metadata: {httpStatusCode}})};
}
