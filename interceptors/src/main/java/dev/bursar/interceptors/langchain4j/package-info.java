/**
 * LangChain4j: who calls. An AI service and a sub-agent are runs, whose calls the transports under
 * them hold; each execution of a tool is counted. Nothing is sent from here.
 */
package dev.bursar.interceptors.langchain4j;
