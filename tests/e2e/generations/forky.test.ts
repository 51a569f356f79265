import { generation } from "./generation";

generation("forky");
