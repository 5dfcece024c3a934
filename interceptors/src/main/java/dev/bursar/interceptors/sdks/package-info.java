/**
 * The providers' own SDKs for Java: a call of one that nobody's run makes is a run of the class
 * that calls. The transports below hold it. Nothing of the SDKs is linked to; so one package does
 * for all, and what one of them lacks says nothing of the others.
 */
package dev.bursar.interceptors.sdks;
