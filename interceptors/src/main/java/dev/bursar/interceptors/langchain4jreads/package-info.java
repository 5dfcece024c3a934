/**
 * What LangChain4j's apps retrieve: contents for a question, neighbours of an embedding, a chat's
 * messages. Each is a read, and logged as those over HTTP are, whoever implements the interface.
 */
package dev.bursar.interceptors.langchain4jreads;
